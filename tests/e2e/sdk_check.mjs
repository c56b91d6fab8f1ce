// The SDKs of OpenAI and Anthropic for Node against a proxy: node sdk_check.mjs URL KEY. Prints the results as JSON.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [url, key] = process.argv.slice(2);
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
const strangers = [new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong', maxRetries: 0 }),
  new Anthropic({ baseURL: url, apiKey: 'wrong', maxRetries: 0 })];
const model = 'claude-sonnet-5';
const messages = [{ role: 'user', content: 'hi' }];
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const image = `data:image/png;base64,${pixel}`;
const failure = async (call) => { try { await call(); return 'none'; } catch (error) { return error.constructor.name; } };

const checks = {
  chat: {
    create: async () => (await openai.chat.completions.create({ model, messages })).choices[0].message.content,
    stream: async () => {
      const stream = openai.chat.completions.stream({ model, messages });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
      return [text, await stream.finalContent()];
    },
    parse: async () => (await openai.chat.completions.parse({ model, messages,
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } } })).choices[0].message.parsed,
    tools: async () => {
      const tools = [{ type: 'function', function: { name: 'look', parameters: schema } }];
      const [choice] = (await openai.chat.completions.create({ model, messages, tools })).choices;
      return [choice.finish_reason, choice.message.tool_calls[0].function.name, JSON.parse(choice.message.tool_calls[0].function.arguments)];
    },
    image: async () => (await openai.chat.completions.create({ model, messages: [{ role: 'user',
      content: [{ type: 'text', text: 'what?' }, { type: 'image_url', image_url: { url: image } }] }] })).choices[0].message.content,
    errors: async () => [await failure(() => strangers[0].chat.completions.create({ model, messages })),
      await failure(() => openai.chat.completions.create({ model, messages, n: 2 })),
      await failure(() => openai.models.retrieve('no-such-model'))],
  },
  responses: {
    create: async () => (await openai.responses.create({ model, input: 'hi' })).output_text,
    stream: async () => {
      const stream = openai.responses.stream({ model, input: 'hi' });
      let text = '';
      for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta;
      return [text, (await stream.finalResponse()).output_text];
    },
    parse: async () => (await openai.responses.parse({ model, input: 'hi',
      text: { format: { type: 'json_schema', name: 'place', schema, strict: true } } })).output_parsed,
    tools: async () => {
      const tools = [{ type: 'function', name: 'look', parameters: schema, strict: true }];
      const { output } = await openai.responses.create({ model, input: 'hi', tools });
      const call = output.find((item) => item.type === 'function_call');
      return ['tool_calls', call.name, JSON.parse(call.arguments)];
    },
    image: async () => (await openai.responses.create({ model, input: [{ role: 'user',
      content: [{ type: 'input_text', text: 'what?' }, { type: 'input_image', image_url: image, detail: 'auto' }] }] })).output_text,
    errors: async () => [await failure(() => strangers[0].responses.create({ model, input: 'hi' })),
      await failure(() => openai.responses.create({ model, input: 'hi', background: true })),
      await failure(() => openai.responses.retrieve('resp_no'))],
  },
  messages: {
    create: async () => (await anthropic.messages.create({ model, max_tokens: 100, messages })).content[0].text,
    stream: async () => {
      const stream = anthropic.messages.stream({ model, max_tokens: 100, messages });
      let text = '';
      stream.on('text', (part) => { text += part; });
      return [text, (await stream.finalMessage()).content[0].text].map((one) => one || text);
    },
    parse: async () => JSON.parse((await anthropic.messages.create({ model, max_tokens: 100, messages,
      output_config: { format: { type: 'json_schema', schema } } })).content[0].text),
    tools: async () => {
      const tools = [{ name: 'look', input_schema: schema }];
      const answer = await anthropic.messages.create({ model, max_tokens: 100, messages, tools });
      const call = answer.content.find((block) => block.type === 'tool_use');
      return ['tool_calls', call.name, call.input];
    },
    image: async () => (await anthropic.messages.create({ model, max_tokens: 100, messages: [{ role: 'user',
      content: [{ type: 'text', text: 'what?' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } }] }] })).content[0].text,
    errors: async () => [await failure(() => strangers[1].messages.create({ model, max_tokens: 100, messages })),
      await failure(() => anthropic.messages.create({ model, max_tokens: 100, messages: [5] })),
      await failure(() => anthropic.models.retrieve('no-such-model'))],
  },
};
const results = {};
for (const [front, calls] of Object.entries(checks)) {
  results[front] = {};
  for (const [name, call] of Object.entries(calls)) {
    try { results[front][name] = await call(); } catch (error) { results[front][name] = `failed: ${error}`; }
  }
}
console.log(JSON.stringify(results));
