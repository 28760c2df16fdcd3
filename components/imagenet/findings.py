"""What a network's answer to a photo shows, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from components.i18n import N_, _, language
from components.words.findings import Sentences, Values, Words, either, written_as
from components.words.numbers import decimals, number, percent, probability_in_words
from models.finding import Finding
from models.imagenet.classes import CLASSES

_FAMILIES = {
    "dogs": N_("dogs, wolves and foxes"),
    "cats": N_("cats, small and big"),
    "bears": N_("bears"),
    "birds": N_("birds"),
    "fish": N_("fish"),
    "frogs": N_("frogs"),
    "turtles": N_("turtles"),
    "lizards": N_("lizards"),
    "snakes": N_("snakes"),
    "spiders": N_("spiders"),
    "insects": N_("insects"),
    "primates": N_("monkeys and apes"),
}


def class_name(index: int) -> str:
    """The name of a class in the reader's language."""
    known = CLASSES[index]
    return known.korean if language() == "ko" else known.english


def photo_sentences(
    findings: Sequence[Finding], networks: tuple[str, str] = ("", ""), names: Callable[[int], str] = class_name
) -> list[str]:
    """The findings as Markdown sentences in the reader's language, in the same order.

    Args:
        networks: titles of the two networks, where `describe_networks` compared two.
        names: gives the name of a class.
    """
    words = words_for(networks, names)
    return [words.say(finding) for finding in findings]


def words_for(networks: tuple[str, str] = ("", ""), names: Callable[[int], str] = class_name) -> Words:
    """How all kinds are said; the arguments are those of `photo_sentences`."""
    return Words(
        _SENTENCES,
        {
            **written_as(names, "class", "first", "second", "other"),
            **written_as(probability_in_words, "probability", "first_probability", "second_probability"),
            **written_as(probability_in_words, "other_probability", "before", "after"),
            "share": _share,
            "family": lambda values: _(_FAMILIES[values["family"]]),
            "count": lambda values: values["classes"],
            "network": lambda _values: networks[0],
            "other_network": lambda _values: networks[1],
        },
    )


def _share(values: Values) -> str:
    """That of a family is a probability, as those of its members are."""
    return probability_in_words(values["share"]) if "family" in values else percent(values["share"])


def _entropy(values: Values) -> str:
    choices = values["choices"]
    return _("The entropy is {entropy}: as undecided as among {count} classes of equal probability.").format(
        entropy=number(values["entropy"]), count=decimals(choices, 1 if choices < 10 else 0)
    )


_SENTENCES: Sentences = {
    "sure": N_("**Sure: {class}**, with {probability}. All other classes share the little that is left."),
    "leading": N_("**Most probably: {class}**, with {probability}."),
    "torn": N_(
        "**Torn between two:** {class} with {probability}, {second} with {second_probability}. They may look alike, or "
        "both may be in the photo."
    ),
    "unsure": N_(
        "**Not sure at all:** the first answer, {class}, has only {probability}. Perhaps the photo shows none of the "
        "1,000 classes; the network has to name one of them all the same."
    ),
    "averaging_flipped": N_(
        "**Averaging changes the answer:** one view says {class} ({probability}), all crops and scales together say "
        "{other} ({other_probability})."
    ),
    "averaging_raised": N_(
        "**Averaging makes it surer:** {class} goes from {before} with one view to {after} with all crops and scales."
    ),
    "averaging_lowered": N_(
        "**Averaging makes it less sure:** {class} goes from {before} with one view to {after} with all crops and "
        "scales; some of them look less like it."
    ),
    "averaging_same": N_(
        "**Averaging changes next to nothing:** {class} has {before} with one view, {after} with all crops and scales."
    ),
    "patch_flipped": N_(
        "**Hiding this patch changes the answer:** {class} goes from {before} to {after}, and {other} is first now, "
        "with {other_probability}."
    ),
    "patch_lowered": N_("**Hiding this patch makes {class} less probable:** it falls from {before} to {after}."),
    "patch_raised": N_(
        "**Hiding this patch makes {class} a little more probable:** it rises from {before} to {after}."
    ),
    "patch_spoke_against": N_(
        "**Hiding this patch makes {class} more probable:** it rises from {before} to {after}. What is under the patch "
        "spoke against it."
    ),
    "patch_same": N_("**The network does not need this patch:** {class} has {before} with it and {after} without."),
    "kin": N_(
        "**Sure of the family, not of its member:** {family} have {share} together; the first of them, {class}, has "
        "only {probability}."
    ),
    "networks_agree": N_(
        "**The two networks agree: {first}.** {network} gives it {first_probability}, {other_network} gives it "
        "{second_probability}. Of their first {count} classes they share {shared}."
    ),
    "networks_disagree": either(
        lambda values: values["shared"] > 0,
        N_(
            "**The two networks disagree:** {network} says {first} ({first_probability}), {other_network} says "
            "{second} ({second_probability}). Of their first {count} classes they share {shared}."
        ),
        N_(
            "**The two networks see different things:** {network} says {first} ({first_probability}), {other_network} "
            "says {second} ({second_probability}), and none of their first {count} classes is the same."
        ),
    ),
    "five": N_("The first {count} classes have {share} together."),
    "entropy": _entropy,
    "grid": N_("This layer has {channels} maps of {height} × {width} values."),
    "field": N_(
        "Each value depends on {side} × {side} pixels of the input, its receptive field: {share} of the picture's "
        "width."
    ),
    "field_whole": N_("The receptive field of each value is as large as the whole picture."),
    "smaller": either(
        lambda values: values["channels"] > values["channels_before"],
        N_(
            "Compared with the layer before it, the maps are {factor} times smaller on each side, and there "
            "are {channels} of them in place of {channels_before}."
        ),
        N_("Compared with the layer before it, the maps are {factor} times smaller on each side."),
    ),
    "silent": N_("{silent} of the {channels} maps ({share}) are silent: their patterns occur nowhere in this photo."),
}
