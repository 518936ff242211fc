"""The corpus, as its rules read it."""

import tomllib
from pathlib import Path

_FOLDER = Path(__file__).parent / "corpus"


def corpus(kind: str, *, held_out: bool | None = None) -> list[dict[str, str]]:
    """Of "human" or "spam", in their order; only those held out, or only the others, when asked."""
    messages = tomllib.loads((_FOLDER / f"{kind}.toml").read_text())["message"]
    is_held = {number: number % 5 in {1, 3} for number in range(len(messages))}  # the second and fourth of five
    return [one for number, one in enumerate(messages) if held_out in {None, is_held[number]}]


def after(name: str) -> list[str]:
    """The texts written after the rules: "human", "spam", and "human_2", "spam_2" after these were widened."""
    return tomllib.loads((_FOLDER / "after.toml").read_text())[name]
