"""The questionnaire in the terminal, and advice as text."""
