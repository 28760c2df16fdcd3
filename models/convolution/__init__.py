"""Convolution and pooling of one picture, place by place."""
