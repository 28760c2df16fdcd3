"""All that a browser may watch: it may come back before anybody has opened the page in this server's life.

Each of these modules registers its sources with `components.live.source` when it is imported.
"""

import components.architectures.answers
import components.architectures.depth
import components.architectures.ending
import components.architectures.heads
import components.architectures.inception
import components.architectures.stack
import components.convolution.cases
import components.convolution.shifts
import components.convolution.view
import components.initialization.batch_norm
import components.initialization.learning
import components.initialization.view
import components.optimizers.view
import components.runs.waiting
import components.training.first_layer
import components.training.view
import components.transfer.continued
import components.transfer.strategies
import components.transfer.trained
import components.transfer.view  # noqa: F401
