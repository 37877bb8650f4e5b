"""What several tests use: sites, texts, processes, real programs and long-running trials."""
