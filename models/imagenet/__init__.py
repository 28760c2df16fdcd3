"""ImageNet: its classes, the networks that were trained on it, and what they see of a photo. No TensorFlow here."""
