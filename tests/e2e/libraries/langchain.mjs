// LangChain for JavaScript: node langchain.mjs URL KEY. Prints JSON.
import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';

const [anthropicApiUrl, apiKey] = process.argv.slice(2);
const model = new ChatAnthropic({ model: 'claude-haiku-4-5', anthropicApiUrl, apiKey, maxTokens: 500, maxRetries: 0 });
const place = z.object({ city: z.string() });
const look = tool(() => 'sunny', { name: 'look', description: 'Return the weather of a city', schema: place });

const hello = await model.invoke('hi');
let whole;
for await (const chunk of await model.stream('hi')) whole = whole ? whole.concat(chunk) : chunk;
const called = [];
const messages = [new HumanMessage('Weather?')];
let answer = await model.bindTools([look]).invoke(messages);
while (answer.tool_calls.length) {
  messages.push(answer);
  for (const call of answer.tool_calls) {
    called.push(call.args.city);
    messages.push(new ToolMessage({ content: await look.invoke(call.args), tool_call_id: call.id }));
  }
  answer = await model.bindTools([look]).invoke(messages);
}
console.log(JSON.stringify({
  text: hello.text,
  stream: whole.text,
  input: whole.usage_metadata.input_tokens > 0,
  tools: [called, answer.text],
  object: await model.withStructuredOutput(place).invoke('Which city?'),
}));
