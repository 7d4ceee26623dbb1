"""What those who run Mingle look at: health and metrics."""
