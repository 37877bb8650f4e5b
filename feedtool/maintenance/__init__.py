"""What is done between builds."""
