"""What offers and frauds say, as data: (points, reason, what to look for). To add a word, add it to its line.

Looked for from the start of a word, in the text without capitals or accents, links left out, spaces single. Each line is
one or several regular expressions; repetitions are bounded ({0,30}, never * or +), so that no text takes long.
"""

from django.utils.translation import gettext_lazy as _

# From the start of a word.
PHRASES = [
    (
        2,
        _("Praises or judges our site before an offer."),
        [
            r"(?:visite|parcouru|consulte|regarde|analyse|parcourant|decouvert|consulter|analyser|visitant) votre (?:site|blog|entreprise|fiche|position|page)",
            r"(?:tombe|tombee) sur votre (?:site|entreprise|profil|page)|visite sur votre site|votre blog|votre site (?:meriterait|obtient|n'est pas)",
            r"(?:visited|visiting|looking at|came across|ran across|found|checked|browsing|surfing|surfing through|look at|scanned|your) (?:your|on your|on|through your) (?:website|site|blog|page|homepage|backlink|resources|domain)",
            r"(?:errors|violations|vulnerability|issues|broken link)[a-z ]{0,25}(?:on your|was detected)|your (?:website|site|domain) (?:is not|isn't|has|could)",
            r"(?:great|wonderful|nice|amazing) (?:article|post|blog|site|website)|looks great\.\.\.|big fan of what|not ranking|isn't ranking",
            r"ihre (?:web|inter)(?:site|seite|netseite) angesehen|visto su pagina|visto il (?:vostro|suo) sito|potentiel (?:inexploite|est la)",
        ],
    ),
    (
        2,
        _("Speaks as a seller of itself."),
        [
            r"nous (?:vous )?(?:concevons|developpons|livrons|fabriquons|vendons|fournissons|assurons|commercialisons|installons|equipons|produisons|distribuons|redigeons|externalisons|gerons|construisons|louons|achetons|rachetons|finan[cç]ons|faisons (?:disparaitre|gagner|economiser|de)|prenons en charge|mettons (?:a|en)|representons|avons le plaisir|recherchons des (?:partenaires|revendeurs|apporteurs)|sommes (?:specialis|leader|experts|fabricant|mandates))",
            r"je (?:vous )?(?:propose|represente une? (?:societe|agence|groupe|fabricant)|realise (?:des|vos)|vends|commercialise|peux vous (?:aider|faire|obtenir|trouver))|je me presente|j'ai une offre",
            r"(?:notre|nos) (?:nouvelle?s? |meilleure?s? )?(?:gamme|produits?|services?|prestations?|consultants|commerciaux|techniciens|developpeurs|artisans|formateurs|formations|application|appli|technologie|savoir-faire|atelier|boutique|concept|programme|pack|forfaits?|comparateur|simulateur|accompagnement|webinaire|brochure|documentation|courtiers|experts-comptables|traducteurs|redacteurs|service client)",
            r"we (?:do|write|build|design|develop|deliver|supply|manufacture|make|create|grow|buy|specialis|specializ|handle|take care|fund|finance|install|connect|have helped|helped|fix|run ads|rank|translate|ship|export|import|lend|source|host)",
            r"our (?:company|firm|agency|team|store|shop|rates|solution|app|tool|system|webinar|course|program|designers|developers|writers|network|technology|warehouse|products?|range|offer|course|loans?|lenders|coaches|consultants|engineers|factory|group of)",
            r"i (?:do|run a|own a|specialis|specializ|only charge|charge|can (?:help|get|book|make|build|write|improve|boost|design|show you how|increase))|my (?:agency|company|team|services|rates|clients|portfolio)|(?:account|sales|partnership|marketing|business) (?:manager|executive|director|development)|chargee? (?:d'affaires|de developpement)|apporteur d'affaires",
            r"(?:notre|nos) (?:agence|solution|solutions|experts|equipes|ingenieurs|clients|conseillers|methode|offres|chatbot|crm|logiciel|outil|plateforme|label|robot|formation|realisations|specialistes|catalogue|promotions|plaquette|espaces|domaines|tarifs)",
            r"nous (?:vous )?(?:proposons|accompagnons|aidons|garantissons|creons|realisons|deployons|intervenons|traduisons|diffusons|negocions|lancons (?:votre|vos|des)|optimisons|offrons)",
            r"nous (?:pouvons|avons) (?:envoyer|aide|deja|realiser|vous)|vous accompagnent|on s'occupe de tout|ma formation|mes clients|nous font confiance|leur apporte",
            r"(?:j'accompagne|j'aide|je travaille avec) (?:les|des)|je propose (?:un|une|des)|je cree des|j'offre des|(?:ai|avons) developpe un outil|specialiste (?:de|en|du)|c'est notre specialite|certifies? google|je gere un reseau",
            r"(?:je suis|consultante?|conseiller) (?:attachee? de presse|en transformation|technique|commercial|marketing|redactrice)|redactrice web|business dev|responsable commercial|chargee? de clientele|courtier",
            r"we (?:are|'re) (?:a|an|the) [a-z ,]{0,40}(?:compan|factor|manufactur|agency|team|firm|supplier|provider)|leading [a-z ]{0,30}(?:company|provider)",
            r"we (?:offer|provide|produce|help|sell|can (?:help|offer|place|publish|send|redesign|increase|permanently|remove)|will (?:improve|create|submit|increase|set)|guarantee|set everything|have a (?:team|proven))",
            r"our (?:platform|service|services|software|customers|clients|prices|price|packages|fee|plan|plans|widget|experts|team of|monthly|members|professional|experienced|senior|explainer|ai|articles are|catalog|factory|forex)",
            r"i (?:help|will|can) (?:founders|businesses|companies|improve|send 100|send you|offer)|i am (?:a )?(?:web developer|seo|digital|freelance|marketing)|(?:marketing|seo) (?:expert|consultant|specialist)|from india|based in india|dedicated resources|most (?:teams|customers)",
            r"wir (?:bieten|bringen|liefern|helfen|garantieren)|unsere[rmn]? (?:agentur|kunden|suchmaschin|losung)|ofrecemos|nuestro servicio|offro|puedo ayudarle|oferujemy",
        ],
    ),
    (
        2,
        _("Quotes prices or discounts."),
        [
            r"\d{1,3}(?:[.,]\d)? ?% (?:nets?|sur (?:vos|votre|toute?s?|notre|la|les)|de (?:remise|reduction|commission|rabais|rendement|marge)|par an|a l'annee|uptime|cashback|commission|cheaper|d'economies?|moins|less)|commission (?:de )?\d|remises? (?:de \d|exceptionnelle|sur|immediate)|rabais|promo\b|prix (?:imbattable|attractif|reduit|casse|fabricant|direct)",
            r"[$€£] ?\d{1,4}(?:[.,]\d{1,2})?(?![\d ]{0,4}(?:billion|million|bn|m\b|md))|\d{1,4}[.,]\d\d ?€|€ ?ht\b|euros? ht\b|\d ?€ ?ttc|tjm|half the price|a moitie prix|meilleurs? (?:prix|tarifs?)|tarifs? (?:avantageux|attractifs?|degressifs?)|avantageuse?\b|attractive? prices?|attractifs?|frais de (?:dossier|inscription|participation)|low cost|best rates?|lowest rates?|wholesale prices?",
            r"(?:a partir de|des|seulement|pour|forfaits?(?: a partir)? de|au lieu de|tarif [a-z ]{0,20}de|parution est de|conformite ?:?) (?:seulement )?\d{1,6}(?:[ .,]\d{1,3}){0,2} ?(?:€|euros|eur|ht)",
            r"\d{1,6}(?:[,.]\d{1,2})? ?(?:€|eur|\$|usd)(?: ht)? ?(?:/|par|per) ?(?:mois|an|jour|heure|poste|personne|month|hour|day|year|mot)",
            r"(?:from|just|only|for|at|than|fee|price|worth|cost|nur|of)(?: of| is)?:? (?:just |only )?(?:usd |eur |[$€£])\d|(?:from|just|only|for|at|nur|is) \d{1,6}(?:[.,]\d{1,3}){0,2} ?(?:usd|eur|€|\$|dollars)|\$\d{1,4} ?(?:/|per|for)|= ?\$\d",
            r"\d{1,3} ?% (?:off|discount|de remise|de reduction|moins cher|lower|sur (?:tout|votre|la))|discount|prix d'usine|prix de gros|pas cher|coupon|use code|with code|avec le code|code promo|promotions?\b|soldes|tarifs? (?:preferentiel|competitifs?)|sonderpreis",
            r"cheap|affordable|best price|lowest price|competitive price|low price|price list|flat fee|price:|cost of one|prices? start|free shipping|worldwide shipping|livraison (?:offerte|gratuite)|quotation|packages and pricing|a quote|wysylka gratis|tanie",
        ],
    ),
    (
        2,
        _("Promises something free or without risk."),
        [
            r"inscription (?:est )?gratuite|essay(?:ez|er) (?:gratuit|[a-z]{1,20} pendant)|pendant \d{1,2} jours|\d{1,3} jours (?:d'essai|offerts|gratuits)|satisfaction (?:garantie|guaranteed)|capital (?:securise|garanti)|paiement (?:apres|au) (?:resultat|succes)|only (?:charge|pay) (?:per|for|if|when)|no (?:upfront|win no fee|hidden|risk|commitment|experience)|sans (?:obligation|justificatif|permis|diplome|effort|avance|condition)|zero (?:impot|frais|risque|commission)|en \d{1,2} (?:jours|heures|clics|etapes)\b(?= ?[.!,])|livraison (?:rapide|express|en \d|sous \d)|(?:rapid|fast|quick|same-day|overnight) (?:delivery|approval|results|turnaround)|results in|proven|instant(?:ly|ane)?\b|sur simple demande|available on request|samples? (?:available|on request)|sur demande",
            r"(?:audit|devis|essai|test|diagnostic|etude|simulation|analyse|demo|bilan|rapport|brochure|inscription|catalogue|voyance|compte test|estimation|lot pilote|webinaire|article)s? (?:est |sont )?(?:gratuite?s?|offerte?s?|immediat|personnalisee?)",
            r"sans (?:aucun )?(?:engagement|frais|risque|carte bancaire|apport|competences?|regime|coupure|avance)|aucun engagement|engage a rien|gratuitement|offerte?s? (?:pour|a|aux|aujourd'hui|reserve)|c'est gratuit (?:et|pour)|je vous offre|premiere? (?:mois|consultation|prestation|article|mois) (?:est )?offerte?|un mois offert|zero reste|n'avancez rien|ne payez qu|payez qu'au|remuneration uniquement|premier article offert|contacts offerts",
            r"free (?:trial|quote|consultation|samples?|report|preview|audit|registration|spins|for \d|products|shipping|followers|\$|gift|no strings)|try it free|no (?:credit card|contracts|deposit|collateral|registration|strings|obligation|code required|password required)|risk-free|money back|cancel anytime|without (?:prescription|credit|spending|commitment)|don't pay|pay only after|test route free|it's free|100% (?:free|unique|guarantee|delivered|discreet)",
            r"garantie?s?\b(?! de )|satisfait ou|resultats? garantis?|guaranteed?|retour sur investissement|return on investment|100 ?% (?:finance|financable|rembourse)|kostenlos|unverbindlich|gratis|ohne vorkosten|sin compromiso|senza impegno|integralement finance|financable",
        ],
    ),
    (
        2,
        _("Asks to click, to answer or to be called."),
        [
            r"demandez (?:votre|un|le|la|notre|nos|vite|des)|contactez nos|n'attendez (?:pas|plus)|echangeons\b|discutons(?:-en)?\b|parlons de votre|faisons connaissance|je vous transmets (?:les|nos|mon)|reponds-moi|write to me at|ecrivez(?:-nous| a l'adresse)|pour en savoir plus|plus d'infos?(?:rmations?)? (?:sur|ici|:)|en savoir plus|rendez-vous sur (?:notre|le site|www)|documentation (?:sur|gratuite|complete)|open to (?:hearing|a|chatting|discuss)|hear(?:ing)? more|let's (?:talk|chat|connect|schedule|jump|hop)|want (?:a sample|me to|to (?:see|know|learn|hear|try|grow|boost|earn))|reach out to (?:me|us)|get back to (?:me|us)|contact (?:us|me) (?:at|on|via|for|today|now|within)|call (?:now|today)|don't (?:miss|wait)|ten minutes|dix minutes|quinze minutes|un quart d'heure|hop on a|visit us|message us|dm me|text me",
            r"vous (?:cherchez|recrutez|payez|perdez|organisez|envisagez|etes (?:dirigeant|proprietaire|a la recherche))|et si (?:vous|votre|vos|on)|saviez-vous|le saviez-vous|avez-vous (?:deja )?(?:pense a|envisage de|besoin d'un)|combien (?:d'heures|de temps|vous coute)|fatigues? de|marre de|tired of|are you (?:looking|tired|struggling|leaving|ready|still|losing|paying)|looking for (?:a|an|new|more|reliable|affordable|serious)|do you (?:want|know|have (?:a website|an app))|did you know|what if you|ever wondered|struggling (?:to|with)|have you (?:ever|considered|thought)|peut-etre avez-vous manque|missed my (?:last|previous)|following up on my (?:last|previous) (?:email|message)|je reviens vers vous|je me permets de vous relancer",
            r"click(?:ing)? here|cliqu(?:ez|ant) (?:ici|sur)|cliquez|inscri(?:vez-vous|ption ?:)|register now|sign up|order (?:now|today|here)|apply (?:now|online)|buy (?:it )?now|get started|start (?:here|your)|join our|watch the video|check (?:it|this|out|my|them)|see (?:the details|our)|learn(?:ing)? more|more info|visit (?:my|our|us)|commandez|profitez|decouvrez|comparez|testez|telechargez|reservez|visitez|connect your",
            r"repond(?:ez|re) (?:simplement|«|\"|'|oui|ok|a ce|sur|moi)|dites-moi juste|un simple oui|reply (?:with|yes|\"|to this|urgently)|just reply|press 1|call us|feel free|get in touch|contactez-(?:moi|nous)|ecrivez a mon|ajoutez-nous|add me|appelez (?:le|vite)|laissez votre numero|je reste a votre disposition|on en parle|n'hesitez pas",
            r"(?:vous )?interessee?s? ?\?|interested ?\?|if (?:you are |you're )?interested|le interesa|ca vous tente|chaud pour|worth a chat|est-ce un sujet|sujet pour vous|would you (?:be interested|like|consider)|want to reach|let me know (?:if|your|when|the)|does your|do you need (?:a |an )?(?:loan|website|funding|help with your|more|backlinks|seo|capital)|need (?:essays|a)\b|are you the right person",
            r"(?:souhaitez-vous|puis-je|je peux|pourrais-je|je voudrais) (?:vous )?(?:les )?(?:en )?(?:l')?(?:recevoir|envoyer|presenter|montrer)|je vous (?:l'|les )?(?:envoie|rappelle|enverrai)[a-z' ]{0,40}(?:\?|quand)|vous presenter (?:nos|quelques|notre)|(?:may|shall|should|can) i (?:send|set|share)|share (?:our|my) portfolio|i will (?:send|share) you|send you (?:our|best|a)|send us your|please (?:send|share|reply|kindly|confirm)|kindly (?:send|let|reply|confirm|share)|can we schedule|schedule a",
            r"(?:appel|echange|entretien|rendez-vous|call|demo|rdv|demonstration)[a-z ]{0,12}(?:de )?\d{1,2}[ -]?min|\d{1,2}[ -]minute (?:call|demo|video)|\d{1,2} minutes (?:cette semaine|pour une demo|sans engagement)|en \d{1,2} minutes|(?:rapide|court) (?:appel|rendez-vous|echange)|quick (?:call|question|15)|book (?:a|your) (?:call|free|demo)|reserver un creneau|ravie? (?:d'echanger|de vous presenter)|ouvert a un echange|(?:preferez-vous|disponible|disponibilites)[a-z ]{0,25}(?:demo|entretien|mardi|jeudi|appel)|in 15 minutes",
            r"whatsapp|telegram|skype|wechat|discord|viber|t\.me|jetzt [a-z]{0,15} ?anfragen|bestellen sie|darf ich ihnen",
        ],
    ),
    (
        2,
        _("Presses for time."),
        [
            r"filling fast|seats? (?:are )?(?:limited|left)|while (?:stocks?|supplies) last|last chance|today only|offer ends|deadline to claim|vite\b(?! d)|depechez-vous|ne tardez pas|derniers jours|plus que \d|des demain|des (?:lundi|aujourd'hui)|immediatement disponibles?|(?:within|in|under) (?:\d{1,2}|two|three|five|seven|ten) (?:work(?:ing )?days|business days|workdays|hours|minutes)|sous \d{1,2} (?:jours|heures)|intervention (?:rapide|immediate)",
            r"(?:places?|stock|spots?|spaces?|quantites?) (?:tres )?limite|limited (?:stock|time|offer|spots)|only \d{1,3} spots|\d{1,4} premi(?:ers|eres)|premiers inscrits|offre (?:valable|limitee|reservee)|jusqu'a (?:vendredi|dimanche|la fin|ce soir)|jusqu'au \d|avant (?:dimanche|vendredi|minuit|la fin|que la|le \d)|derniere chance|ce mois-ci|aujourd'hui seulement|a tres vite|en ce moment, -|dans les \d\d heures|reponse sous 24|sous (?:24|48) ?h\b",
            r"(?:final|last) notice|expires?\b|within \d{1,2} days|before (?:midnight|it expires|it's deleted|your competitors)|ends tonight|closing soon|act now|hurry|immediately|urgently|same day|in 24 hours|within 24 hours|(?:this month|today)[!.:]|noch heute|sofortige?",
        ],
    ),
    (
        2,
        _("Uses the words of marketing."),
        [
            r"(?:nouveaux|demandes de|trouver des|attirer des|plus de) clients|more (?:clients|customers|sales|leads|bookings)|new clients|meetings with|grow(?:s|ing)? (?:your|accounts|organically|fast)|abonnes (?:tiktok|youtube|instagram|twitter|facebook)|tiktok|instagram|google maps|local citations|seo\b.{0,20}(?:service|offer|package)|personal branding|social media|reseaux sociaux (?:pour|a votre)|cold e-?mail|unlock your|potential|scale your|success stor|mindset|coaching|life-coach|webinar|masterclass|livre blanc offert|plus de \d[\d .]{0,8} ?(?:entreprises|clients|societes|professionnels|utilisateurs)|\d{2,6}\+ (?:companies|clients|customers|new|happy|brands|businesses|fans)|trusted by|nous font deja confiance|leader (?:europeen|francais|mondial|du marche)|numero 1|n°1|award-winning|world-class|one-stop|gagner? du temps|gagnez du temps|solution (?:complete|innovante|unique|tout-en-un|simple|cle)|plateforme tout",
            r"leads?\b|prospects? qualifies?|rendez-vous qualifies?|rdv par mois|pipeline|taux de conversion|convert(?:it|ing|is)|conversion rate|nouveaux clients|new customers|chiffre d'affaires en|doubler son|acquisition de (?:nouveaux )?client|generer (?:des|10|plus)|attirer (?:davantage|plus)|multiplier? par|plus de visiteurs|visiteurs en clients|visibilite|vos concurrents|your competitors|e-?mailing|growth|funnel",
            r"boost|quick wins|cle en main|productivite|innovantes? (?:comme|sur|cle)|sur mesure|longueur d'avance|transformation digitale|strategie digitale|refonte|responsive|design et l'experience|optimis(?:er|es|ations?)|gagner? (?:en moyenne|\d{1,2} h|du temps|des positions)|taches repetitives|automatis(?:e|ee|er|ation|es|ons)\b|agents? ia (?:sur|qui)|wast(?:e|ing) \d",
            r"cutting-edge|fast-paced|leverage|unlock|seamless|elevate|stay ahead|unprecedented|decision makers|increase (?:your|organic)|organic traffic|real (?:visitors|instagram)|followers|subscribers|capture any|visitors (?:into|to your)|more traffic|international traffic|5x|10x|opportunit(?:y|ies) for your|on ads|google ads|proven system|hope this (?:message|email) finds",
            r"communique de presse aupres|retombees|publicitaires?|personnalises? (?:a votre|par ia)|annonceurs|redaction de contenu|contenus optimises|fiche n'est pas|avis, photos|figurer dans|votre image|valorise vos",
        ],
    ),
    (
        3,
        _("Offers a better place in search engines."),
        [
            r"(?:premiere page|premiers resultats|premiere position|position 1|tete) (?:de|sur|dans) google|votre (?:referencement|positionnement)|referencement naturel\.? (?:notre|nous|de votre)|google pen|redact[a-z]{0,5} web seo|audit seo|seo (?:gratuit|expert|packages?|plan|profile|services?|consultant|optimized|links|freelance|techniques)|agence seo|notre agence de referencement",
            r"(?:first page|top|rank(?:ing|s)?)[a-z ]{0,15} (?:of|on|in) (?:google|the first page|search|any of the search)|not ranking|search engines?|domain (?:authority|rating)|white hat|on page optimi|keyword research|google ranking|ranking on|toxic links|visibilite de votre site|visibilite dans chatgpt|google vous envoie",
            r"ersten seite|top 10|suchmaschinenoptimierung|primeros resultados|prima pagina di google|pozycjonowanie",
        ],
    ),
    (
        4,
        _("Offers links for sale or exchange."),
        [
            r"backlinks?|do-?follow|guest post|sponsored (?:post|article)|articles? sponsorises?|link (?:insertion|building|exchange)|netlinking|pbn\b|xrumer|gsa ser|adding a link to|perfect replacement|(?:casino|permanent) link|our articles are|publishers in your|banner on|paid post|add our link",
        ],
    ),
    (
        4,
        _("Offers mass mailings, addresses or visitors."),
        [
            r"(?:via|through|to|with) (?:your |the )?contact forms?|contact forms (?:to|like)|contact ?form ?blast|(?:million|millions) (?:de |d'|of )?(?:formulaires|sites|websites|messages|emails|adresses|contacts|verified)|envoye par votre formulaire|email lists?|fichiers? de prospection|emails professionnels|verified contacts|firmenadressen|base de donnees d'emails|bulk (?:sms|e-?mail)|real visitors|push ads|popunder|cpm\b|instagram followers",
        ],
    ),
    (
        3,
        _("Offers loans, insurance or savings on bills."),
        [
            r"(?:offr[a-z]{1,4}|octroyer|besoin d'un) (?:des )?prets?|prets? (?:entre particuliers|personnel|a l'international|de \d)|rachat de credit|tous vos credits|mensualites|taux d'interet|le taux est|mutuelle (?:senior|d'entreprise)|economisez|reste a charge|eligible a des aides|eligibilite|subventions?\b.{0,40}minuit|defiscalis|sans apport|d'impots par an|rendement|scpi\b|votre epargne|investissez|fiscalite avantageuse|recuperer jusqu|charges sociales|facture de telephonie|droits cpf|il vous reste|aides? de l'etat|pompe a chaleur|panneaux solaires|toitures|rachete?r? votre",
            r"private lenders?|in search of funds|funds for your|flexible terms|\d ?% interest|honoraires uniquement|taxe fonciere|loans?\b|credit check|bad credit|cash advance|working capital|payday|collateral|get approved|same day funding|kredit ohne|schufa|prestit[oi]|funding in|merchant cash",
        ],
    ),
    (
        3,
        _("Speaks of games of chance for money."),
        [
            r"(?:online|best|live) casinos?|casino(?:777| en ligne (?:bonus|gratuit)| bonus)|casinos? link|free spins|bonus de bienvenue|tours gratuits|machines a sous|encaissez|slots?\b|1xbet|gacor|judi\b|betting|sports? bets?|gambling|jackpot|deposit bonus|chance aux jeux|loterie|lottery|tirage au sort|tiree? au sort|spielautomaten",
        ],
    ),
    (
        3,
        _("Promises quick money."),
        [
            r"affiliation|affiliate|partner program|paris sportifs|par an, capital|% nets? par an|investissez dans|placements? (?:garanti|securise|rentable)|rendements? (?:garanti|eleve|de \d)|forets et|terres agricoles|parkings? a|residences? (?:seniors?|gerees?)|or physique|lingots|grands crus|diamants|compte bancaire inclus|offshore|societe a dubai|zero impot|domiciliation|double your|financial freedom|liberte financiere|independance financiere|get rich|devenir riche|mlm\b|marketing de reseau|side hustle|make money|gagner de l'argent|earn money|guaranteed income|profit(?:s|able) (?:daily|weekly|trading|signals)",
            r"trading (?:bot|robot)|robot de trading|copy ?trading|passive income|revenus? passifs?|airdrop|seed phrase|your wallet|forex|leverage x|crypto exchange|nft drop|mint now|whitelist|usdt|(?:in|en|dans) (?:le |les )?(?:bitcoin|cryptomonnaies?) (?:et|now)|investir dans les crypto|bitcoin (?:va|will|trading|investment)|invest in gold|guaranteed returns|returns of",
            r"(?:gagnez|gagner|earn|make|je fais entre|i made|become) (?:up to |jusqu'a |plus de |over )?[$€]?\d|(?:par jour|par mois|per day|daily|per month)[, ]{1,2}(?:travail|depuis|chez|without|with our|from home|with your)|depuis (?:chez vous|la maison)|work from home|travail a domicile|complement de revenu|aucune experience|ordinary people rich|people rich|banks want|vivre de vos|trading facile|\d{1,3}% (?:daily|last month|per month|par an en moyenne)|10x your|product testers",
        ],
    ),
    (
        3,
        _("Speaks of medicines for sale."),
        [
            r"without (?:a )?(?:doctor )?prescription|no (?:rx|prescription)|generic (?:pills|viagra|cialis)|(?:buy|cheap|order|acheter) (?:generic |cheap )?(?:viagra|cialis|ivermectin|tramadol|xanax|stromectol|modafinil|kamagra|pills)|online pharmacy|pharmacie en ligne|(?:cialis|tadalafil|viagra|tablets?|stromectol|ivermectin)[a-z0-9 ]{0,10} (?:online|for sale|without)|sans ordonnance|gummies|perdu \d{1,2} kg|weight loss|keto|cbd,|huiles et resines|resines",
            r"(?:viagra|cialis) (?:viagra|cialis|cheap)|pharmacy pharmacy|tramadol (?:xanax|modafinil)|modafinil (?:tramadol|xanax)",
        ],
    ),
    (
        4,
        _("Offers encounters or pictures."),
        [
            r"sugar (?:daddy|mommy|baby)|pretty girls|rich men|hook-?ups?|dating (?:site|app)|singles (?:in|near|waiting)|cam girls?|nudes?\b|massages? (?:naturiste|erotique|sensuel)|libertin|plan cul|rencontre coquine|cherche homme|lonely|femmes (?:russes|mures|seules|celibataires)|milfs?|adulte?s? webcam|webcam (?:sex|coquine)",
            r"porn|xxx|milf|escorts?\b|sex cams?|live sex|hot (?:girls|photos)|onlyfans|leaked videos|single ladies|slavic women|meet (?:single|women|girls)|photos privees|mon coeur|rencontres? (?:sans|coquines?)|filles coquines|coquine|i want to meet you|saw your profile|adult (?:cam|traffic|dating)|sexe\b.{0,20}gratuit|waiting to meet",
        ],
    ),
    (
        4,
        _("Sells copies, diplomas or the occult."),
        [
            r"replicas?\b|repliki|rolex|louis vuitton|moncler|designer bags|brand bags|\d{2}% off retail|iptv|undetectable|plagiarism|essays?\b|dissertations|term papers|fake (?:id|documents)|marabout|medium de naissance|grand medium|voyance|retour (?:affectif|de l'etre)|desenvoutement|portefeuille magique|problemes, retour|pallets for sale|liquidation (?:stock|totale|de stock)|netflix|spotify premium|licences? (?:office|windows)|comptes? (?:premium|a vie)|hacked accounts|cheap (?:tickets|hotels?|watches)",
        ],
    ),
    (
        3,
        _("Sells goods or services of a trade."),
        [
            r"fabricants? (?:francais|de|d')|grossistes?|fournisseurs? (?:de|d')|mobilier (?:de|professionnel)|fournitures de bureau|photocopieur|copieurs|imprimantes? (?:pro|en location)|fontaines? a eau|machines? a cafe|traiteur|plateaux repas|team ?building|vehicules? (?:utilitaires|de societe)|leasing|location (?:longue duree|de bureaux|de voitures|de materiel)|flotte automobile|deratisation|desinsectisation|nuisibles|climatisation|isolation|renovation|demenagement|gardiennage|alarmes?\b|telesurveillance|videosurveillance pour|permanence telephonique|secretariat externalise|teleprospection|centre d'appels?|expertise comptable en|comptabilite en ligne|bookkeeping|accountant|payroll|recouvrement|affacturage|interim\b|portage salarial|freelances? disponibles|tjm|consultants certifies|(?:sap|salesforce|odoo) (?:et|consult)|notes de frais|logiciel de|application de gestion|erp\b|signature electronique pour|hosting|vps\b|hebergement (?:web|pas|illimite)|antivirus|vpn\b|sauvegarde en|proxies|smtp server",
            r"articles? for your (?:blog|site)|words each|human writers|content writ(?:ers|ing)|ghostwrit|copywrit|transcription services|data entry|photo retouch|clipping path|3d render|architectural render|video editing|voice-?over|banners? design|business cards|custom (?:boxes|packaging|patches|mugs|stickers|printing)|t-shirts?|lanyards|led (?:lights?|displays?|screens?)|solar panels?|batter(?:y|ies) (?:factory|pack|for)|machinery|steel (?:pipes?|coils?)|furniture|garments?|cosmetics|supplements|e-?cigarette|vape|freight|forwarder|shipping (?:agent|from china)|customs clearance|visa services|immigration (?:lawyer|services)|trophees?\b|annuaire (?:des|professionnel)|retenu l'attention|frais de dossier|comparateur|courtage|domiciliation",
            r"impact factor|registration fee|submit your (?:abstract|paper|manuscript|article)|soumettez votre (?:article|manuscrit)|keynote speaker to|world congress|call for papers|publication en \d|brand ambassadors?|wordpress sites|5-star|music video|my new (?:album|single|song)|(?:manufacturer|factory|supplier)s?\b|oem\b|moq\b|iso ?9001|machining|free samples|purchasing manager|crude oil|certificate\. do you need|factory price|wholesale|alibaba|export(?:er)?s? of",
            r"(?:web|app|mobile|senior|dedicated|remote)[a-z ]{0,12} develop(?:er|ers|ment)\b|outsourcing|virtual assistants?|logo design|explainer video|motion design|website design|redesign|our portfolio|chatbot|call center|wikipedia page|videos? explicatives?|voice agents?",
            r"(?:nettoyage|entretien) de (?:bureaux|vos)|serrurier|plombier|objets? publicitaire|cartes de visite|flyers|coffrets|coworking|seminaire cette annee|bureaux \?|tapis (?:berberes|faits)|agence de traduction|traduisons|fichiers? qualifies|creation de site|sites? internet (?:modernes?|pro)|vivier|a 250 €|en cas d'embauche|imprimerie|kakemonos|domain [a-z.-]{0,30} ?is for sale|is for sale|domain for sale|nos espaces|stylos, mugs|ceder (?:tout|votre)|mandates par|attachee? de presse|annotent|payroll",
            r"reviews?\b.{0,40}remove|remove (?:bad|negative)|negative reviews|reputation (?:shield|management)|followers|podcast appearances|pr packages?|guaranteed placement|news sites|300\+ (?:news|sites)|press release distribution|decideurs qui|trophee|test d'intrusion|label, obtenu|obtenu en \d",
        ],
    ),
    (
        4,
        _("Claims a debt, a fault or an account to confirm."),
        [
            r"(?:carte|compte|acces|profil|abonnement|boite)[a-z ]{0,25}(?:sera|a ete|est|va etre) (?:temporairement )?(?:bloque|suspendu|limite|desactive|restreint|renouvele|cloture)|mettez a jour vos (?:informations|coordonnees|donnees)|update your (?:payment|billing|account|information)|pas a l'origine de (?:cette|l')|service de remboursement|votre abonnement [a-z ]{0,25}(?:renouvele|expire|arrive)|avis de (?:passage|contravention|paiement)|paiement (?:en attente|refuse|echoue)|payment (?:failed|overdue|pending|declined)|overdue invoice|invoice (?:attached|#|no)|unpaid (?:invoice|bill|balance)|renewal (?:notice|invoice)|unusual (?:activity|sign)|login attempt|reset your|mailbox (?:is )?(?:full|quota)|storage (?:is )?full|registration of the (?:keyword|brand|domain)|applied for [a-z.]{2,30}|authorized (?:user|agent) of|not your partner|cryptolocker|webcam[a-z ]{0,20}(?:recorded|hacked)|recorded you|send \d{1,5} (?:usd|dollars|btc|euros)",
            r"facture [a-z0-9°.: -]{0,30}(?:impayee|d'un montant)|reste impayee|reste a payer|suspension de votre|regler sous|frais de (?:reexpedition|port|dossier|douane)|reprogrammer la livraison|colis|boite mail|confirmer votre (?:mot de passe|compte|identite)|mot de passe dans|remboursement d'impot|admissible a un|mise en demeure - votre site|vous risquez une amende|mise en conformite|votre colis|carte vitale|regulariser votre",
            r"purchase order|proforma|bank details|attached (?:purchase|invoice|document)|confirm your account|(?:email|your) password|sign in with|encrypted document|view the document|verify your|your (?:wallet|account|domain|listing|google business listing)[a-z ]{0,20}(?:has been|is about|is eligible|search engine)|search engine registration|secure online payment|claim your|you have been (?:selected|chosen)|gift card|advertising credit|congratulations ?!|felicitations ?! votre|trademark|patch plugin|critical vulnerability|legal action|fines of|suspicious activity|photo is here",
            r"(?:hacked|extracted) (?:your|and)|0?\.?\d btc\b|bc1q|databases? will be|reputation destroyed|pay \d|your database",
        ],
    ),
    (
        4,
        _("Tells of a fortune to be shared."),
        [
            r"box of money|us army|army in|peacekeep|in syria|trust you\?|can i trust|to your country|dans votre pays|inheritance|heritage de \d|orphan|compensation fund|atm card|consignment|beneficiary|beneficiaire de|numbered account|gold bars|unclaimed|abandoned (?:sum|fund)|god fearing|kind-hearted|i need your help to|confidential (?:deal|transaction|business)|partnership to transfer|investment partner|my late|mon defunt|feu mon|veuve|cancer du|fonds bloques|donation (?:of|de) [$€£]?\d|i want to donate|je fais don|powerball|mega millions",
            r"next of kin|barrister|late (?:client|husband)|died with|business proposal|in the tune of|(?:funds?|sum|somme)[a-z ]{0,20}(?:transfer|usd|million|de \d{3})|transferer ces fonds|sans heritier|banquier a|sans risque\. rep|don de ma fortune|phase terminale|que dieu vous|remain blessed|dearest in|god bless you\b|widow|donate to charity|avez gagne la somme|reclamer votre gain|strictly confidential|private email for details|adresse privee|head of auditing|cher ami\(e\)|dear friend|serious buyers|piece d'identite",
        ],
    ),
    (
        3,
        _("Tells how to be left in peace."),
        [
            r"unsubscribe|opt[- ]out|if you (?:don't|do not) want to (?:hear|receive)|no thanks|desinscrire de nos|ne plus recevoir nos|stop au \d",
        ],
    ),
    (
        3,
        _("Probes the site for weaknesses."),
        [
            r"union select|or 1=1|drop table|sleep\(\d|document\.(?:cookie|location)|\.\./\.\./|etc/passwd|\$\{jndi|waitfor delay|xp_cmdshell",
        ],
    ),
]

# Speaks to sellers of what they sell to; of our firm rather than of what we publish.
TARGETS = (
    2,
    _("Speaks of our business, not of what we publish."),
    [
        r"(?:votre|vos) (?:entreprise|societe|etablissement|business|marque|boutique|commerce|clients?|clientele|prospects|chiffre d'affaires|salaries|collaborateurs|locaux|bureaux|flotte|vehicules|factures?|charges|impots|tresorerie|notes de frais|depenses|recrutements?|image|e-?reputation|reputation|notoriete|presence|campagnes?|ventes|marges|credits?|epargne|patrimoine|revenus|gains|argent|carte bancaire|commande|premiere commande|colis|mot de passe|concurrents|site (?:internet|web)|page facebook|linkedin|fiche google|cabinet)",
        r"your (?:business|company|brand|store|shop|customers|clients|sales|revenue|leads|traffic|competitors|marketing|social|instagram|facebook|linkedin|payroll|accounting|bookkeeping|employees|invoices?|wallet|money|funds|savings|retirement|bank|debt|taxes|package|parcel|order|password|mailbox|hosting|niche|industry|goals|growth|potential|online presence|visibility|products|webshop)",
        r"(?:cher|chere)s? (?:client|dirigeant|partenaire|utilisateur|entrepreneur|internaute|ami)|dear (?:ceo|sir/madam|business|owner|customer|user|manager|webmaster|purchasing|partner|client|beneficiary|winner)|chers? chefs? d'entreprise|dirigeants? :|(?:monsieur|madame) le dirigeant|hello (?:webmaster|sir|dear)|hi (?:webmaster|friend|dear)|greetings of the day|business owners?|ihr (?:unternehmen|geschaft)|su (?:empresa|negocio|pagina)|la (?:vostra|sua) azienda",
    ],
)

# At the start of a sentence.
ORDERS = (
    2,
    _("Gives orders as advertisements do."),
    [
        r"(?:gagnez|investissez|nettoyez|achetez|essayez|demandez|economisez|boostez|doublez|recevez|obtenez|beneficiez|rejoignez|equipez|protegez|augmentez|reduisez|devenez|trouvez|confiez|offrez|passez|optez|louez|vendez|developpez|transformez|automatisez|digitalisez|ameliorez|simplifiez|securisez|diversifiez|divisez|multipliez|attirez|captez|apparaissez|lancez|creez|generez|externalisez|accedez|choisissez|appelez|regularisez|reglez|validez|confirmez|mettez|scannez|jouez|misez|pariez|tentez|recrutez|formez|anticipez|optimisez|regroupez|renegociez|valorisez|comparez|faites (?:decoller|grandir|appel|confiance|un|des|votre|installer)|ne (?:ratez|manquez|payez|perdez|laissez)|stop aux|fini les)(?![-'])",
        r"(?:get|buy|boost|grow|unlock|earn|save|try|join|start|claim|discover|enjoy|upgrade|hire|double|stop|make|increase|turn|order|win|invest|become|grab|build|reduce|sell|book|meet|lose|need|want) (?:your|our|a|an|up|more|cheap|the|free|instant|\d|in|now|real|over|money|yourself|today|wasting|paying|losing|hot|beautiful|weight|help|to|my|into)",
    ],
)

# Of what we publish: who speaks of it has most often read it. Takes points away.
OURS = [
    r"(?:votre|vos|cet|cette|ces|le|la|les|l'|dans|sur) ?(?:note|notes|article|articles|brief|tableau|tableaux|tracker|carte|graphique|chiffres?|source|sources|citation|legende|fichier|csv|json|flux|registre|edition|annexe|resume|encadre|formulaire|redaction|methode|titre|figure|paragraphe)\b",
    r"(?:your|the) (?:article|articles|note|notes|tracker|brief|table|figure|figures|chart|dataset|data|csv|feed|report|map|graph|analysis|list|reading|summary|edition)\b|ihre[rn]? (?:ubersicht|notiz|notizen|analysen?|grafik|daten|datenbank|tabelle)|in der (?:tabelle|ubersicht|karte)",
    r"(?:que )?vous (?:presentez|citez|ecrivez|dites|affirmez|annoncez|parlez|donnez|comptez|expliquez|confondez|avez (?:publie|ecrit|cite))|sources?\b|corriger|correction|je (?:vous )?lis\b|lect(?:eur|rice)s?\b|i read\b|readers?\b|you (?:write|cite|say|mention|list)|ecrivez-vous|chercheu(?:r|se)|researcher\b(?!,)|etudiante?s?\b|lyceens?|eleves|professeure?\b|engagements?\b|sommet|summit|commitment|pledge|coquille|faute (?:de frappe|dans)|rectif|erreur|typo\b|lien mort|broken feed|combien (?:ca |cela |vous )?cout|what would it cost|hire your|vous confier|(?:m'|nous |me )(?:envoyer|transmettre|faire) (?:un|une|vos|votre) (?:devis|proposition|references|tarifs)|centres? de donnees|data ?cent(?:er|re)|reglement (?:europeen )?(?:sur l')?ia|ai act|rgpd|cnil|memoire|these\b|expose\b|journaliste|interview|entretien|thesis|phd",
]

# Anywhere: in writings that put no space between words, or that bend them.
FOREIGN = (
    3,
    _("Makes an offer in a foreign writing."),
    [
        "прода[еюё]|недорого|клиент|услуг|доставк|заработ|кредит|знакомств|секс|пишите на|скидк|купить|заказ|продвижен|рассылк|бонус|ставки|казино|прогон|накрутк|диплом|рецепт|дешев|цен[аыу]|рубл|телеграм|вотсап|предлага",
        "价格|优惠|询价|优化|外链|推广|微信|制造商|批发|赌场|贷款|激安|通販|通贩|コピー|送料無料|最高品質",
        "카지노|보너스|토토|슬롯|바카라|대출|تسويق|خدمات|أسعار|واتساب|عرض|קזינו|คาสิโน|บาคาร่า",
    ],
)
