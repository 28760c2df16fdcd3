"""Networks that were trained on ImageNet: their weights, what they answer, and what they see inside."""
