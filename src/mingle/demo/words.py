"""What demo people say: that they are a demo, and what there is to try."""

from typing import Final

WAVE: Final = "Hello! I am a demo person. Like me back, and we can write, call, and meet on a date."
OPENING: Final = (
    "Hi, good to meet you. I am a demo person, simulated on this computer, so nothing you write goes anywhere. "
    "Ask me anything, or try the camera above."
)
ANSWERS: Final = (
    "I am only a demo, but a patient one. Press and hold a message to react or to answer. What brings you here?",
    "That made me smile, as far as a demo can. Have you tried to call me yet? The camera is at the top of this chat.",
    "Tell me more? While you think, send me a photo or a voice message: the buttons are beside the field.",
    "I would say yes to that. If you go to Dates and into the lobby, you can invite me for a few minutes on video.",
    "Good question for a demo. You can also let a message disappear, schedule one, or pin it: look in its menu.",
    "I like that. Do you know that you can search everything that was ever written here? Try the magnifying glass.",
)
PHOTO: Final = "This is what I look like, drawn by a program."
VOICE_ANSWER: Final = "And this is my voice: two soft notes."
MENTIONED: Final = "Here I am. As a demo person I mostly listen in groups."
REACTIONS: Final = ("❤️", "👍", "😊", "🎉")
IN_ROOM: Final = (
    "Hello! I see nothing and hear nothing: I am a demo, and this picture is made by a program.",
    "You can ask for more time, or give me where people find you: it is all behind More.",
    "Everything works here as it would with somebody real. Thank you for trying it.",
)
