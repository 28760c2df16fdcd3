"""ImageNet prediction: what a pretrained network sees on a photo."""

from components.i18n import _, lesson
from components.identity import settle_identity
from components.imagenet.owned import VIEW
from components.imagenet.page_parts import live_part
from components.imagenet.try_this import photo_cases
from components.page import in_keras, page_head, why
from components.page_settings import take_link, write_address
from components.upload_words import speak_in_uploads
from models.keras_code import imagenet_cells

page_head(
    _("ImageNet prediction"),
    _("A network that has learnt 1,000 classes from 1.3 million photos looks at yours. See what it sees."),
)
settle_identity()
take_link(VIEW)
speak_in_uploads()
photo_cases()
live_part()
why(lesson("imagenet"))
view = VIEW.current
in_keras(imagenet_cells(view.model, view.fit, view.average), "imagenet")
write_address(VIEW.to_query())
