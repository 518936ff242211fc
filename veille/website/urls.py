from django.urls import path, re_path

from veille.contact import subjects
from veille.contact import views as contact
from veille.lib.http import for_readers
from veille.website import feeds, public, sitemaps
from veille.website.views import editions, lists, media, registers, site

# What the contact form's address may name, and how it is found.
SUBJECTS = {"article": subjects.article, "sommet": public.summit_subject, "engagement": public.commitment_subject}

urlpatterns = [
    path("", site.home, name="home"),
    path("articles/", editions.articles, name="articles"),
    path("articles/<slug:slug>/", editions.edition, name="edition"),
    path("archives/", editions.archives, name="archives"),
    path("archives/<int:year>/", editions.archive, name="archive"),
    path("themes/", lists.themes, name="themes"),
    path("themes/<slug:slug>/", lists.theme, name="theme"),
    path("themes/<slug:slug>/flux.xml", for_readers(feeds.OfTheme()), name="theme-feed"),
    path("auteurs/", lists.authors, name="authors"),
    path("auteurs/<slug:slug>/", lists.author, name="author"),
    path("auteurs/<slug:slug>/flux.xml", for_readers(feeds.OfAuthor()), name="author-feed"),
    path("sources/", registers.sources, name="sources"),
    path("sources/<int:pk>/", registers.source, name="source"),
    path("organisations/", registers.organisations, name="organisations"),
    path("organisations/<slug:slug>/", registers.organisation, name="organisation"),
    path("contact/", contact.write, {"subjects": SUBJECTS, "controller": public.controller}, name="contact"),
    path("contact/merci/", contact.thanks, name="contact-thanks"),
    path("confidentialite/mes-donnees/", contact.my_data, name="my-data"),
    path("confidentialite/mes-donnees/<str:key>/", contact.my_data_link, name="my-data-link"),
    path("flux/", site.following, name="following"),
    path("flux/rss.xml", for_readers(feeds.Everything()), name="feed-rss"),
    path("flux/atom.xml", for_readers(feeds.EverythingAtom()), name="feed-atom"),
    path("media/<str:name>", media.media, name="media"),
    path("sitemap.xml", sitemaps.whole, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.ico", site.favicon, name="favicon"),
    re_path(rf"^(?P<slug>{'|'.join(public.PAGES)})/$", site.page, name="page"),
]
