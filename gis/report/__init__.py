"""Printed and shared results."""
