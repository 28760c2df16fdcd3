"""Fresh networks: what fifty layers hand on before any training."""
