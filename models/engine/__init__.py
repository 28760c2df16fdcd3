"""The only place that imports TensorFlow and Keras; it runs in worker processes."""

import os
import sys

import numpy  # noqa: F401  # what is loaded by now is limited below
from threadpoolctl import threadpool_limits

# One thread for each network's matrix products: they are too small to share (a 784-64-32-64-10 network is
# a fifth faster with one, none is slower), and the other cores have runs of their own. Read when TensorFlow loads.
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_cpu_multi_thread_eigen=false".strip()

# oneDNN's own allocator keeps what it is given for good; with the system's, a worker that dropped VGG16 has its 550 MB
# back. Read when TensorFlow loads.
os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1")

# One thread for NumPy's: those of its BLAS go on spinning for tens of milliseconds after a product, on the core that a
# network trains on. By a call, because NumPy is there before the engine, in the workers of another's cluster too; the
# variable is for what comes with a BLAS of its own later, such as SciPy.
threadpool_limits(1, "blas")
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# A thread that trains needs the interpreter some dozen times in a chunk of steps. Beside one that traces a network, all
# in Python, it would wait 5 ms each time and take three times as long; so it takes not twice as long.
sys.setswitchinterval(0.0005)
