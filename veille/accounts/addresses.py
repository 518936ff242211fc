"""How an e-mail address counts at the log-in page."""


def typed(request, credentials: dict | None = None) -> str:
    """The address somebody tries, as the lock-out counts it: accounts ignore case, so ten tries are ten in any case."""
    given = credentials.get("username") if credentials else request.POST.get("username")
    return (given or "").strip().lower()
