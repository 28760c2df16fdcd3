"""Training on top of pretrained networks: their features, their fine-tuning."""
