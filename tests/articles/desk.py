"""What a browser would post from the article's form, read from the page as it is served."""

from django.urls import reverse


def plain(words: str) -> str:
    """With ordinary spaces."""
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def change(article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def publish(article) -> str:
    return reverse("admin:articles_article_publish", args=[article.pk])


def typed(client, address) -> dict:
    form = client.get(address).context["adminform"].form
    values = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in values.items()}


def agreed(client, address, data):
    """Sends a form; where the page tells what will happen and asks, agrees."""
    response = client.post(address, data)
    form = response.context and response.context.get("bound")
    return client.post(address, data | {"shown": form.expected().plan}) if form and form.asks else response
