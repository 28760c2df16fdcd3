"""The ImageNet page's parts: photos, the networks' answers, what they see, and how their weights are had."""
