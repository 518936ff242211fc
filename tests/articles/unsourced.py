"""Texts, each with the passages in which something is counted or dated and no source is cited.

The checklist's rule and the editor's mark in the margin are two readers of one pattern: both are tried on these.
"""

CALL = '<sup data-citation="1"></sup>'

EXAMPLES = [
    ("<p>Ils sont nombreux.</p>", []),
    ("<p>Ils sont 61.</p>", ["Ils sont 61."]),
    (f"<p>Ils étaient 62{CALL}.</p>", []),
    ("<p>La part atteint 12,5 %.</p>", ["La part atteint 12,5 %."]),
    ("<p>Un montant de 20 milliards d’euros.</p>", ["Un montant de 20 milliards d’euros."]),
    ("<p>Le 11 février 2025.</p>", ["Le 11 février 2025."]),
    ("<p>Le G7, la 5G, l’A100 et le COVID-19.</p>", []),
    ("<p>Été2025 et œ2.</p>", []),
    ("<p>Annexe n°3.</p>", ["Annexe n°3."]),
    ("<p>Voir <a href='https://exemple.fr/'>le rapport de 2024</a>.</p>", []),
    ("<p>En gras <strong>1</strong><em>5</em>.</p>", ["En gras 15."]),
    ("<h2>Les 10 annonces</h2>", []),
    ("<ul><li><p>une promesse</p></li><li><p>deux fois 30</p></li></ul>", ["deux fois 30"]),
    ("<blockquote><p>Nous serons 70.</p></blockquote>", ["Nous serons 70."]),
    ('<aside class="call-out"><p>Encadré de 80.</p></aside>', ["Encadré de 80."]),
    ('<p>Un mot <mark data-todo="1">et 90</mark>.</p>', ["Un mot et 90."]),
    ("<table><tbody><tr><th><p>An 1</p></th></tr><tr><td><p>2021</p></td></tr></tbody></table>", ["2021"]),
    (f"<table><tbody><tr><th><p>An{CALL}</p></th></tr><tr><td><p>2022</p></td></tr></tbody></table>", []),
    (
        f"<table><tr><td><p>pays</p></td><td><p>31</p></td></tr><tr><td><p>villes{CALL}</p></td><td><p>32</p></td></tr></table>",
        ["pays 31"],
    ),
]
