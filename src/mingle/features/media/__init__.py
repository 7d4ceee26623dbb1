"""Media: pictures, video, voice and files: taken in, stored, processed, and served to those who may see them."""
