"""Roads, travel times, service areas."""
