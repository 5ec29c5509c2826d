"""iza: Integrationszielvereinbarungen from the first clearing to fulfilment."""

__version__ = "1.0.0"
