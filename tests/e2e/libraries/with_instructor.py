"""instructor: with_instructor.py URL KEY. Prints JSON."""

import json
import sys

import instructor
from anthropic import Anthropic
from pydantic import BaseModel


class Place(BaseModel):
    city: str


client = instructor.from_anthropic(Anthropic(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0))
asked = {"model": "claude-haiku-4-5", "max_tokens": 500, "messages": [{"role": "user", "content": "Which city?"}]}
place = client.messages.create(response_model=Place, max_retries=0, **asked)
parts = [part.city for part in client.messages.create_partial(response_model=Place, max_retries=0, **asked)]
print(json.dumps({"object": place.model_dump(), "stream": parts[-1]}))
