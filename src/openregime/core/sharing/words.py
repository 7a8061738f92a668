"""The words of decisions: English patterns, which pages translate and then fill in."""

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "nobody-asks": "Nobody asks: whoever does not say who they are sees nothing.",
    "no-audience": "No audience: an empty audience is nobody.",
    "unknown-audience": "“{audience}” is no audience that the table knows.",
    "no-category": "The item has no category, so nothing says who may see it.",
    "unknown-category": "“{category}” is no category that the table knows.",
    "no-time": "The time is given without its zone, so nothing that begins or ends can be decided.",
    "protective-advice": "Advice that protects people is open in full, to everyone, in every situation.",
    "already-public": "It was officially published by {by} on {day}.",
    "own-item": "{organisation} holds it.",
    "legal-bar": "The law bars it: {bars}.",
    "table": "The table says “{level}” for {category}, {audience}, in the situation “{situation}”.",
    "opened": "{category} opens by itself {days} days after completion; that day has passed.",
    "ruling": "The ruling {ruling} says so: {reason}",
    "floor": "{category} has a hard floor for {audience}: {words}",
    "giver": "{givers} gave it in confidence and has not agreed to more.",
    "consent": "{givers} agreed to this.",
    "never-above-regulator": "Anyone is never told more than the State's own regulator.",
    "closed-until": "It opens on {day}.",
}
"""Rule -> the reason in words. The first that decided the level is the rule of the decision."""

STEPS: Mapping[str, str] = {
    "audience": "{name} counts as: {audience}.",
    "audience-elsewhere": "{name} belongs to “{audience}”, but not of this item's State or mission: the stricter of "
    "“{audience}” and “{elsewhere}” counts.",
    "situation": "The situation is “{situation}”.",
    "situation-unknown": "No situation is known: the strictest of all counts.",
    "situation-over": "“{situation}” does not hold for this item at this time: the stricter of it and the normal "
    "situation counts.",
    "several-categories": "It carries {categories}: the strictest counts.",
    "ruling-too-few": "The ruling {ruling} would open it but lacks people: {needed} are needed, each in a role of "
    "their own.",
}
"""Steps of an explanation that decide nothing by themselves."""

CHANGES: Mapping[str, str] = {
    "say-who": "Say who asks and for which audience.",
    "give-category": "Give the item a category that the table knows.",
    "give-zone": "Give the time with its zone.",
    "situation": "In the situation “{situation}” it would be: {level}.",
    "opens-on": "On {day} it opens: {level}.",
    "opens-after": "{days} days after completion it opens: {level}.",
    "ask-giver": "{givers} may agree to more.",
    "publication": "An authority may publish it.",
    "bar-lifted": "The law may change, or a court may lift the bar.",
    "ruling-by-one": "One person whom its holder has authorised may open it further, with a reason.",
    "ruling": "It takes {people} people whom its holder has authorised, each in a role of their own, to open it "
    "further.",
    "floor": "No ruling can open it further, save one for an imminent threat to life.",
    "ruling-ends": "The ruling {ruling} ends on {day}.",
    "hold": "A security hold may close it for at most {hours} hours.",
    "review": "It is reviewed on {day}.",
    "review-due": "Its review was due on {day}.",
    "tighten": "The State or the holder may close it further, for a named harm.",
}
"""What would change a decision."""
