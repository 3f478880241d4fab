from .routes import answer_page

__all__ = ["answer_page"]
