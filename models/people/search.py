"""The keys a child is found by: one table, prefix look-ups, the same on both databases."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from peewee import CharField, DeferredForeignKey, ForeignKeyField, ModelSelect

from models.base import BaseModel
from models.organisations.authority import Authority
from models.people.folding import LONGEST, fold, name_tokens, sound_code

# What is typed with spaces in it and is still one thing, once the spaces are out.
WHOLE = re.compile(
    r"[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}"  # a postcode
    r"|[a-z][0-9]{11}[0-9a-z]"  # a UPN
    r"|0[0-9]{9,11}"  # a phone number
)

HIGHEST = "\U0010ffff"  # sorts after every character a key can hold


class SearchKey(BaseModel):
    """A folded way to ask for a child. Made from the child's rows, so never edited."""

    audited = False
    authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    # Child computes its own keys, so this module cannot import it.
    child = DeferredForeignKey("Child", on_delete="RESTRICT", backref="search_keys")
    kind = CharField(max_length=10)
    key = CharField(max_length=200)

    class Meta:
        indexes = ((("authority", "kind", "key"), False),)

    @classmethod
    def replace_for(cls, child_id: int, authority_id: int, keys: Iterable[tuple[str, str]]) -> None:
        """Set the child's keys to exactly `keys` (kind, key)."""
        cls.sweep_away(cls.child == child_id)
        rows = [
            {"authority": authority_id, "child": child_id, "kind": kind, "key": key}
            for kind, key in dict.fromkeys(keys)
            if key
        ]
        if rows:
            cls.insert_many(rows).execute()

    @classmethod
    def children(
        cls, words: str, authorities: Collection[int] | None
    ) -> list[ModelSelect[SearchKey]]:
        """Return one query of child ids a word: a child found is in every one of them.

        A word may begin a name (now or before), or be a UPN, a reference, a
        postcode, a phone number or a date of birth written 2015-03-12.
        """
        if words.strip() and not _words(words):
            return [cls.select(cls.child).where(False)]  # marks alone, which name nobody
        return [cls._children_of(word, authorities) for word in _words(words)]

    @classmethod
    def _children_of(cls, word: str, authorities: Collection[int] | None) -> ModelSelect[SearchKey]:
        plain = re.sub(r"[^0-9a-z]", "", word)
        is_name = (cls.kind == "name") & cls.key.between(word, word + HIGHEST)
        exact = (cls.kind.in_(("upn", "reference", "postcode", "phone"))) & (cls.key == plain)
        born = (cls.kind == "born") & (cls.key == word)
        query = cls.select(cls.child).where(is_name | exact | born)
        return query if authorities is None else query.where(cls.authority.in_(authorities))


def _words(text: str) -> list[str]:
    """Split what was typed as names are split, but keep dates, numbers and postcodes whole.

    Only the first 200 characters count.
    """
    for whole in (plain_key(text), phone_key(text)):
        if WHOLE.fullmatch(whole):
            return [whole]
    words = []
    for part in text[:LONGEST].split():
        plain = fold(part)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain):
            words.append(plain)
        elif re.fullmatch(r"[a-z]*-?[0-9-]+", plain):  # a number or a reference
            words.append(plain_key(plain))
        else:
            words += name_tokens(part)
    return [word for word in words if word]


def plain_key(text: str) -> str:
    """Return letters and digits alone: how numbers, postcodes and references are compared."""
    return re.sub(r"[^0-9a-z]", "", fold(text))


def phone_key(text: str) -> str:
    """Return a phone number without its marks, as it is dialled in the United Kingdom."""
    return re.sub(r"^(?:0044|44(?=[0-9]{9}))0?", "0", plain_key(text))


def name_keys(name: str) -> list[tuple[str, str]]:
    """Return each part of a name as it is written and as it sounds."""
    tokens = name_tokens(name)
    return [("name", token) for token in tokens] + [("sound", sound_code(t)) for t in tokens]
