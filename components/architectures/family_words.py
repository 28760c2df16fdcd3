"""What each network of the family tree brought, and what the course notes say of it."""

from __future__ import annotations

from components.i18n import N_, _
from components.words.labels import choice
from components.words.numbers import count, number, percent, rough_count, short_number
from models.architectures.counts import counts
from models.architectures.family import MEMBERS, NOTED_PARAMETERS, NOTED_TIMES_FEWER, FamilyView, times_fewer

_BROUGHT = {
    "alexnet": N_("ReLU, dropout and augmentation, trained on two graphics cards"),
    "vgg16": N_("nothing but 3 × 3, stacked in five blocks"),
    "vgg19": N_("VGG16 with three convolutions more"),
    "googlenet": N_("branches of several kernel sizes, 1 × 1 bottlenecks, average pooling at the end"),
    "resnet50": N_("blocks that learn what to add to their input"),
    "resnet101": N_("the same blocks, more of them"),
    "resnet152": N_("152 layers that still train"),
    "inception_v3": N_("5 × 5 as two of 3 × 3, and n × n as 1 × n and n × 1"),
    "resnet50_v2": N_("batch norm and ReLU before the convolutions, so that the skip stays free"),
    "densenet121": N_("each layer gets the maps of all before it in its block"),
    "densenet201": N_("DenseNet121 with more layers"),
    "xception": N_("each channel alone, then 1 × 1 over all of them, with skips"),
    "mobilenet": N_("the same split, made small and quick for phones"),
    "nasnet_mobile": N_("cells that a search has found"),
    "mobilenet_v2": N_("blocks that are wide inside and narrow where the skip joins them"),
    "mobilenet_v3_large": N_("a search, weights for the channels, a cheaper activation"),
    "efficientnet_b0": N_("depth, width and picture size grow together, from one found network"),
    "efficientnet_lite0": N_("EfficientNetB0 without what small devices find hard"),
    "efficientnet_v2_b0": N_("plain convolutions in the early blocks, where they are quicker"),
}
_FAMILIES = {
    "vgg": "VGG",
    "inception": "Inception",
    "resnet": "ResNet",
    "densenet": "DenseNet",
    "mobilenet": "MobileNet",
    "efficientnet": "EfficientNet",
    "other": N_("others"),
}


def brought(name: str) -> str:
    """What was new in a network, in a phrase."""
    return _(_BROUGHT[name])


def family_names() -> dict[str, str]:
    """What the families are called, by their names in `FAMILIES`."""
    return {name: _(text) for name, text in _FAMILIES.items()}


def described(name: str) -> list[str]:
    """Sentences on a network: what it is, what was counted and what was published, and where that stands."""
    member, counted = MEMBERS[name], counts()[name]
    first = _("**{title}** ([{year}]({paper})): {brought}.").format(
        title=member.title, year=member.year, paper=member.paper, brought=brought(name)
    )
    figures = _(
        "Counted: {parameters} parameters, {multiply_adds} multiply-adds for a picture of {size} × {size}, {depth} "
        "layers with weights one behind the other."
    ).format(
        parameters=count(counted.parameters),
        multiply_adds=rough_count(counted.multiply_adds),
        size=counted.size,
        depth=counted.depth,
    )
    source = _("The published accuracy stands [here]({source}).").format(source=member.source)
    if member.ten_crops:
        source += " " + _("It is a mean over ten cuts of each photo, so a little high beside the others.")
    return [first, figures, source, *([_against_the_notes()] if name == "googlenet" else [])]


def seen(view: FamilyView) -> str:
    """What the chart says of the chosen network, as Markdown."""
    own, title = view.accuracy_of(view.architecture), view.member.title
    if own is None:
        return _("No such accuracy of {title} was published, so it has no dot.").format(title=title)
    measure, better = choice("measure", view.measure), view.outdone_by
    if view.cost == "parameters":
        none = _("No network with fewer parameters than {title} has a higher accuracy ({measure} {own}).")
        some = _(
            "{title} reaches {own} ({measure}). Of the networks with fewer parameters {n} reach more; the best of them "
            "is {best} with {accuracy} and {times} times fewer."
        )
    else:
        none = _("No network with fewer multiply-adds than {title} has a higher accuracy ({measure} {own}).")
        some = _(
            "{title} reaches {own} ({measure}). Of the networks with fewer multiply-adds {n} reach more; the best of "
            "them is {best} with {accuracy} and {times} times fewer."
        )
    values = {"title": f"**{title}**", "measure": measure, "own": percent(own, 1)}
    if not better:
        return none.format(**values)
    best = better[0]
    return some.format(
        **values,
        n=len(better),
        best=MEMBERS[best].title,
        accuracy=percent(view.accuracy_of(best) or 0.0, 1),
        times=short_number(view.cost_of(view.architecture) / view.cost_of(best)),
    )


def _against_the_notes() -> str:
    text = _(
        "The course notes give GoogLeNet {noted} parameters, {alexnet} times fewer than AlexNet and {vgg16} times "
        "fewer than VGG16, which cannot both be. Counted are {counted} with the classifier, and {training} with the "
        "two auxiliary heads, which work in training only. Without them it has about {fewer_alexnet} times fewer than "
        "AlexNet and {fewer_vgg16} times fewer than VGG16."
    )
    return text.format(
        noted=count(NOTED_PARAMETERS),
        **NOTED_TIMES_FEWER,
        counted=count(counts()["googlenet"].parameters),
        training=count(counts()["googlenet_in_training"].parameters),
        fewer_alexnet=number(round(times_fewer("googlenet", "alexnet"))),
        fewer_vgg16=number(round(times_fewer("googlenet", "vgg16"))),
    )
