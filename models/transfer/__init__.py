"""Transfer learning: sets of photos, what is trained on them and how. No TensorFlow here."""
