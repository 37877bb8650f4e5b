"""Text in any script: normalization, sentences, languages, dates."""
