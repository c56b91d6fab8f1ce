// The Vercel AI SDK: node vercel.mjs URL KEY. Prints JSON.
import { createAnthropic } from '@ai-sdk/anthropic';
import { generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const [url, apiKey] = process.argv.slice(2);
const model = createAnthropic({ baseURL: `${url}/v1`, apiKey })('claude-haiku-4-5');
const schema = z.object({ city: z.string() });
const called = [];
const look = tool({
  description: 'Return the weather of a city',
  inputSchema: schema,
  execute: ({ city }) => { called.push(city); return 'sunny'; },
});
const hello = await generateText({ model, prompt: 'hi', maxRetries: 0 });
const stream = streamText({ model, prompt: 'hi', maxRetries: 0 });
let text = '';
for await (const part of stream.textStream) text += part;
const tools = await generateText({ model, prompt: 'Weather?', tools: { look }, stopWhen: stepCountIs(5), maxRetries: 0 });
const object = await generateText({ model, prompt: 'Which city?', output: Output.object({ schema }), maxRetries: 0 });
console.log(JSON.stringify({ text: hello.text, stream: text, tools: [called, tools.text], object: object.output }));
