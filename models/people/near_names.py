"""Says which names are spelt nearly as a word was typed. It knows no table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from models.people.folding import sound_code

HEAD = 3  # letters of a name that its near spellings are looked up by
SHORTEST = 3  # of fewer letters than this nothing is guessed
SOUNDS_ALIKE = 0.6  # how alike two names of one sound have to look


def mistakes_allowed(word: str) -> int:
    """Return how many letters may be wrong: none in three, one in five, two in more."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def guesses(word: str) -> list[str]:
    """Return `word` with each mistake undone that may have been made in its first letters.

    One letter too many, too few, wrong, or changed for the next. Later mistakes
    leave the head right, and names are looked up by that.
    """
    if len(word) <= SHORTEST or not word.isascii():
        return []
    return list(dict.fromkeys(_guesses(word)))


def _guesses(word: str) -> Iterator[str]:
    for place in range(HEAD):
        before, here, after = word[:place], word[place], word[place + 1 :]
        yield before + after
        yield before + after[:1] + here + after[1:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + here + after


def near(word: str, names: Collection[str], more: int = 0) -> dict[str, float]:
    """Return those of `names` that `word` may mean, the nearest first, with how alike, up to 1.

    Names that begin with the word are not among them: they are no near spelling.
    `more` is how many mistakes more than usual are forgiven in a word of four letters or longer.
    """
    if len(word) < SHORTEST:
        return {}
    others = [name for name in names if not name.startswith(word)]
    allowed = mistakes_allowed(word)
    allowed += more if allowed else 0
    found: dict[str, float] = {}
    for name, wrong, _ in process.extract(
        word, others, scorer=OSA.distance, score_cutoff=allowed, limit=None
    ):
        found[name] = 1 - wrong / max(len(word), len(name))
    found |= {name: alike for name, alike in _of_one_sound(word, others) if name not in found}
    found |= {name: alike for name, alike in _begun(word, others) if name not in found}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _of_one_sound(word: str, names: Collection[str]) -> Iterator[tuple[str, float]]:
    code = sound_code(word)
    for name in names if code else ():
        if sound_code(name) == code:
            alike = JaroWinkler.similarity(word, name)
            if alike >= SOUNDS_ALIKE:
                yield name, alike * 0.9


def _begun(word: str, names: Collection[str]) -> Iterator[tuple[str, float]]:
    """A long name half typed, with a letter wrong."""
    for name in names if len(word) >= 5 else ():
        if len(name) > len(word) and OSA.distance(word, name[: len(word)], score_cutoff=1) <= 1:
            yield name, 1 - 2 / len(name)
