"""ImageNet prediction: what a pretrained network sees on a photo."""

from components.i18n import _, lesson
from components.imagenet.settings import VIEW
from components.imagenet.try_this import photo_cases
from components.imagenet.view import live_part
from components.page import in_keras, page_head, why
from components.session.identity import settle_identity
from components.session.page_settings import take_link, write_address
from components.words.uploads import speak_in_uploads
from models.keras_code.imagenet import imagenet_cells

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
