// The tool runner of the Anthropic SDK for Node: node sdk.mjs URL KEY. Prints JSON.
import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { z } from 'zod';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
const asked = { model: 'claude-haiku-4-5', max_tokens: 500, messages: [{ role: 'user', content: 'Weather?' }] };
const runs = [];
for (const stream of [false, true]) {
  const called = [];
  const look = betaZodTool({
    name: 'look',
    description: 'Return the weather of a city',
    inputSchema: z.object({ city: z.string() }),
    run: ({ city }) => { called.push(city); return 'sunny'; },
  });
  const runner = client.beta.messages.toolRunner({ ...asked, stream, tools: [look] });
  let last;
  if (stream) for await (const events of runner) last = await events.finalMessage();
  else last = await runner.runUntilDone();
  runs.push([called, last.content[0].text]);
}
const hello = await client.messages.create(asked);
const stream = client.messages.stream(asked);
let started = 0;
stream.on('streamEvent', (event) => { if (event.type === 'message_start') started = event.message.usage.input_tokens; });
const streamed = (await stream.finalMessage()).content[0].text;
console.log(JSON.stringify({ text: hello.content[0].text, stream: streamed, started: started > 0, tools: runs }));
