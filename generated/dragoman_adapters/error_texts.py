"""Messages that mean an error type at any provider.

Generated from specs/error_texts.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import api_errors
from dragoman.library.refusals import messages

TEXTS: Final = (
    api_errors.Texts(
        "billing",
        (
            r"prompt tokens limit exceeded: \d+ > \d+",
        ),
        (400, 402, 403, 429, 500),
    ),
    api_errors.Texts(
        "context_length_exceeded",
        (
            r"request too large for .{1,300} limit:? (?P<token_limit>\d+), requested:? (?P<prompt_tokens>\d+)",
        ),
        (400, 413, 422, 429, 500, 502),
    ),
    api_errors.Texts(
        "quota",
        (
            r"exceeded your current quota(?![\s\S]{0,3000}rate-limit)",
            r"insufficient[_ ]quota",
            r"free (?:tier|quota|allocated quota)[^.]{0,40} (?:exhausted|exceeded|used up)",
            r"(?:weekly|monthly|weekly/monthly|\d+[ -]hour) (?:usage |token |request )?(?:limit|quota) (?:is |was |has been )?(?:exhausted|reached|used up|exceeded)",
            r"^(?:usage limit reached|quota exceeded[.!]?$)|usage limit has been reached",
            r"exhausted your [^.]{0,30}quota",
            r"(?:hour|week|month)(?:ly)? allocated quota exceeded",
            r"exceeded (?:the|your) (?:weekly|monthly) (?:usage |token |request )?quota",
            r"(?:reached|exceeded|hit|used up) your [^.]{0,30}(?:usage limit|request allowance)",
            r"(?:reached|exceeded|hit) the (?:usage )?limits? of your (?:\w{1,20} )?(?:plan|subscription)",
            r"used up your (?:daily|monthly) (?:free )?allocation",
            r"budget has been exceeded|over budget\. spend|exceeded budget for",
            r"^key limit exceeded",
            r"已达到[^。，,]{0,20}使用上限",
        ),
        (400, 402, 403, 422, 429, 500),
    ),
    api_errors.Texts(
        "rate_limit",
        (
            r"(?:tokens|requests) per (?:second|min|hour|day|month)",
            r"rate[ -]limit (?:is |was |has been )?(?:reached|exceeded|hit)",
            r"(?:reached|exceed\w*|hit) [^.]{0,40}rate[ -]limit",
            r"too many requests",
            r"(?:daily|hourly|monthly|weekly) (?:token|request|usage) (?:limit|quota)",
            r"(?:temporarily |is |are |be )rate[ -]limited|(?:due to|because of) [^.]{0,20}rate[ -]limit",
            r"^resource (?:has been )?exhausted",
            r"quota exceeded for (?:quota )?metric",
            r"max(?:imum)? (?:request limit|concurrency|concurrent requests)|high concurrency",
            r"calls? (?:/|per) (?:second|minute|month)",
            r"^allocated quota exceeded|throttl(?:ed|ing)\b",
            r"too many tokens, please wait",
            r"请求(?:过于频繁|频率|过多)",
            r"(?:并发|速率|频率)[^。]{0,10}(?:限制|上限|过高)",
        ),
        (400, 403, 413, 422, 429, 500, 503),
    ),
    api_errors.Texts(
        "context_length_exceeded",
        (
            r"prompt is too long: (?P<prompt_tokens>\d+) tokens > (?P<token_limit>\d+) maximum",
            r"input length and `?max_tokens`? exceed context limit: (?P<prompt_tokens>\d+) \+ (?P<output_tokens>\d+) > (?P<token_limit>\d+)",
            r"prompt is too long",
            r"maximum context length is (?P<token_limit>\d+) tokens[.,]? however,? you requested (?P<total_tokens>\d+) tokens \((?P<prompt_tokens>\d+) in (?:the|your) (?:messages|prompt|input)[^;,)]*[,;](?: \d+ in the functions, and)? (?P<output_tokens>\d+) (?:in|for)\s{1,2}the completion\)",
            r"your input exceeds the context window",
            r"exceed the configured limit of (?P<token_limit>\d+) tokens(?:\. your messages resulted in (?P<prompt_tokens>\d+))?",
            r"maximum context length is (?P<token_limit>\d+) tokens\. however, you requested about (?P<total_tokens>\d+) tokens \((?P<prompt_tokens>\d+) of text input[^)]{0,40}, (?P<output_tokens>\d+) in the output\)",
            r"maximum context length is (?P<token_limit>\d+) tokens\. however, you requested about (?P<total_tokens>\d+) tokens",
            r"input length (?P<prompt_tokens>\d+) exceeds the maximum (?:allowed )?(?:input )?length (?:of )?(?P<token_limit>\d+)",
            r"current length is (?P<prompt_tokens>\d+) while limit is (?P<token_limit>\d+)",
            r"maximum context length is (?P<token_limit>\d+) tokens\. however, you requested (?P<output_tokens>\d+) output tokens and your prompt contains (?:at least )?(?P<prompt_tokens>\d+) input tokens",
            r"is too large: (?P<output_tokens>\d+)\. this model's maximum context length is (?P<token_limit>\d+) tokens and your request has (?P<prompt_tokens>\d+) input tokens",
            r"maximum context length is (?P<token_limit>\d+) tokens\. however, your request has (?P<prompt_tokens>\d+) input tokens plus (?P<output_tokens>\d+)",
            r"maximum context length is (?P<token_limit>\d+) tokens\. however, your request has (?P<prompt_tokens>\d+) input tokens",
            r"you passed (?P<prompt_tokens>\d+) input (?:tokens|characters)[^.]{0,80}\. however, the model's context length is only (?P<token_limit>\d+) tokens",
            r"(?:decoder|encoder) prompt \(length (?P<prompt_tokens>\d+)\) is longer than the maximum model length of (?P<token_limit>\d+)",
            r"prompt \(total length (?P<prompt_tokens>\d+)\) is too long to fit into the model \(context length (?P<token_limit>\d+)\)",
            r"maximum context length is (?P<token_limit>\d+) tokens[^0-9]{0,80}resulted in (?P<prompt_tokens>\d+) tokens",
            r"maximum context length is (?P<token_limit>\d+) tokens\. however, you requested (?P<prompt_tokens>\d+) tokens in the messages",
            r"maximum context length is (?P<token_limit>\d+)",
            r"reduce the length of the (?:input |messages|prompt|either)",
            r"input \((?P<prompt_tokens>\d+) tokens\) is longer than the model'?s context length \((?P<token_limit>\d+) tokens\)",
            r"input length \((?P<prompt_tokens>\d+)(?: tokens)?\) exceeds (?:the )?(?:model'?s )?(?:maximum|max) (?:allowed )?(?:context |input )?length \((?P<token_limit>\d+)",
            r"maximum context length of (?P<token_limit>\d+) tokens\. you requested a total of (?P<total_tokens>\d+) tokens: (?P<prompt_tokens>\d+) tokens from the input messages and (?P<output_tokens>\d+)",
            r"exceeds (?:the )?(?:model'?s )?(?:maximum|max) (?:allowed )?(?:context|input|sequence|model) length",
            r"must be <= (?P<token_limit>\d+)\. given: (?P<prompt_tokens>\d+) `?inputs`? tokens and (?P<output_tokens>\d+) `?max_new_tokens`?",
            r"`?inputs`? must have less than (?P<token_limit>\d+) tokens\. given: (?P<prompt_tokens>\d+)",
            r"`inputs` tokens \+ `max_new_tokens` must be",
            r"input token count (?:is )?\(?(?P<prompt_tokens>\d+)\)?,? (?:but model only supports up to|exceeds the maximum number of tokens allowed) \(?(?P<token_limit>\d+)",
            r"exceeds the maximum number of tokens allowed",
            r"unable to submit request because the input token count is (?P<prompt_tokens>\d+) but model only supports up to (?P<token_limit>\d+)",
            r"maximum prompt length is (?P<token_limit>\d+) but the request contains (?P<prompt_tokens>\d+) tokens",
            r"maximum prompt length is (?P<token_limit>\d+)",
            r"request body too large for .{1,80} model\. max size: (?P<token_limit>\d+) tokens",
            r"prompt token count of (?P<prompt_tokens>\d+) exceeds the limit of (?P<token_limit>\d+)",
            r"exceeded model token limit: (?P<token_limit>\d+) \(requested: (?P<total_tokens>\d+)\)",
            r"exceeded model token limit",
            r"prompt contains (?P<prompt_tokens>\d+) tokens.{0,80}too large for model with (?P<token_limit>\d+) maximum context length",
            r"too large for model with (?P<token_limit>\d+) maximum context length",
            r"request \((?P<prompt_tokens>\d+) tokens\) exceeds the available context size \((?P<token_limit>\d+) tokens",
            r"requested tokens \((?P<prompt_tokens>\d+)\) exceed context window of (?P<token_limit>\d+)",
            r"exceeds? the (?:available )?context (?:size|window)",
            r"keep the first (?P<prompt_tokens>\d+) tokens when context (?:the )?overflows\. however, the model is loaded with context length of only (?P<token_limit>\d+)",
            r"cannot truncate prompt with n_keep \((?P<prompt_tokens>\d+)\) >= n_ctx \((?P<token_limit>\d+)\)",
            r"tokens to keep from the initial prompt is greater than the context length",
            r"prompt too long \((?P<prompt_tokens>\d+) tokens, max (?P<token_limit>\d+)\)",
            r"prompt too long: (?P<prompt_tokens>\d+) tokens exceeds max context window of (?P<token_limit>\d+)",
            r"prompt too long",
            r"input length exceeds the context length",
            r"range of input length should be \[\d+, (?P<token_limit>\d+)\]",
            r"prompt exceeds max length",
            r"context window exceeds limit",
            r"length of prompt_tokens \((?P<prompt_tokens>\d+)\) must be less than max_seq_len \((?P<token_limit>\d+)\)",
            r"tokens in the prompt cannot exceed (?P<token_limit>\d+) - received (?P<prompt_tokens>\d+)",
            r"too many tokens: size limit exceeded",
            r"max input length is (?P<token_limit>\d+) tokens, but you supplied (?P<prompt_tokens>\d+)",
            r"input is too long",
            r"ContextWindowExceededError",
            r"context[_ ](?:length|window)[_ ](?:is )?exceeded",
            r"(?:input|prompt|request|message)s? (?:is |are )?too (?:long|large) for (?:the |this )?(?:model|context)",
            r"token limit exceeded",
            r"(?<![xwn]_)(?<!output_)(?:tokens?|prompt|length|count|inputs?|messages?|context|request) (?:of |is |has |contains )?\(?(?P<prompt_tokens>\d[\d,]*)\)?(?: tokens?)?,? (?:which )?(?:is )?(?:exceed\w*|longer than|larger than|greater than|more than) (?:the |your )?(?:maximum |max )?(?:allowed )?(?:model'?s? )?(?:maximum |max )?(?:context|model|token|sequence|input|prompt|limit|length|of)[^.\d]{0,30}(?P<token_limit>\d[\d,]*)",
            r"(?:prompt|sequence length) \(?(?P<prompt_tokens>\d[\d,]*)(?: tokens)?\)? is (?:too long|larger|longer|greater) [^.\d]{0,60}(?P<token_limit>\d[\d,]*)",
            r"(?:prompt|input|context|sequence) [^.\d]{0,60}(?P<prompt_tokens>\d[\d,]*)(?: tokens?)? > (?P<token_limit>\d[\d,]*)",
            r"max input tokens:? (?P<token_limit>\d[\d,]*), request input token count:? (?P<prompt_tokens>\d[\d,]*)",
            r"(?:prompt|context|input) is too (?:long|large): (?P<prompt_tokens>\d[\d,]*)[^\d]{0,40}(?P<token_limit>\d[\d,]*)",
            r"(?:prompt|conversation|context) contains (?P<prompt_tokens>\d[\d,]*) tokens, exceed[^.\d]{0,30}(?P<token_limit>\d[\d,]*)",
            r"the (?:prompt|context) has (?P<prompt_tokens>\d[\d,]*) tokens,? [^.\d]{0,60}(?P<token_limit>\d[\d,]*)",
            r"sequence length (?:is )?longer than [^.]{0,60}\((?P<prompt_tokens>\d[\d,]*) > (?P<token_limit>\d[\d,]*)",
            r"(?:tokens|length|input|inputs|prompt|messages?) exceeds? (?:the )?(?:configured )?(?:limit|maximum) of (?P<token_limit>\d[\d,]*) tokens",
            r"(?:prompt|input|inputs) tokens? exceeds? (?:the )?(?:configured )?(?:limit|maximum)(?: of (?P<token_limit>\d[\d,]*))?",
            r"(?:exceed\w*|more than|longer than|larger than|greater than|within) [^.,;]{0,40}context[ _-]?(?:length|window|size|limit)(?: for this model)?(?: of)? \(?(?P<token_limit>\d[\d,]*)",
            r"maximum (?:input|prompt) length is (?P<token_limit>\d[\d,]*)",
            r"requests exceeding (?P<token_limit>\d[\d,]*) tokens",
            r"(?:exceed\w*|more than|longer than|larger than|greater than|within|reached) [^.,;]{0,40}context[ _-]?(?:length|window|size|limit)",
            r"(?:exceed\w*|longer than|larger than|greater than|more than) (?:the |a )?max(?:imum)? (?:model )?context",
            r"(?:prompt|message|token|sequence)s?(?: token)? length \(?[\d,]{0,12}\)? ?exceeds? (?:the )?(?:model|max|limit|context)",
            r"context[ _-]?(?:length|window|size|limit)s? [^.,;]{0,30}(?:exceed\w*|overflow\w*|(?:longer|larger|greater|bigger) than|too (?:long|large|big)|full|reached)",
            r"context (?:overflow|(?:is )?too (?:long|large|big))",
            r"context exceeds? (?:the )?(?:model|max|limit)",
            r"(?:^|your )messages? (?:is |are )?too long",
            r"(?:prompt|conversation|history|context) (?:is |are |was )?too (?:long|large|big)",
            r"(?:input|token) (?:token )?(?:length|count) (?:is )?too (?:long|large|big)",
            r"too many (?:input|prompt) tokens",
            r"(?<!output )\b(?:tokens?|prompt|input)(?: in (?:the |your )?(?:request|prompt))? (?:is |are )?(?:exceeds?|more than) (?:the )?max(?:imum)? (?:allowed )?(?:input )?tokens?",
            r"maximum number of (?:input|prompt|context) tokens",
            r"exceeds? (?:the )?max(?:imum)? (?:allowed )?content length",
            r"not (?:support|accept) more than (?P<token_limit>\d[\d,]*) (?:input|prompt|context) tokens",
            r"tokens [^.,;]{0,40}(?:in the (?:prompt|input|messages)) [^.,;]{0,20}exceed",
            r"total tokens [^.,;]{0,20}exceed",
            r"total (?:number of )?tokens of [^.,;]{1,40} exceed",
            r"(?:the |your )(?:prompt|input|messages?) exceeds? (?:the )?max(?:imum)? (?:length|tokens?)",
            r"input(?:_| )?(?:length|tokens) (?:should|must) be (?:<=|less than)",
            r"input(?:s|_)?`? ?tokens`? \+ `?max_(?:new_)?tokens`? must be",
            r"max_(?:completion_|new_)?tokens`? must be at least 1, got -\d{2}",
            r"^tokens_limit_reached$",
            r"reduce (?:your|the) (?:prompt|number of messages)",
            r"(?:上下文|输入|提示词?|消息|对话|prompt)[^。，,]{0,12}(?:过长|太长|超长|超限)",
            r"(?:上下文|输入|提示词?|消息)[^。，,]{0,12}(?:长度|token|tokens)[^。，,]{0,8}(?:超过|超出|大于)",
            r"(?:超过|超出)[^。，,]{0,12}(?:上下文|最大输入|最大长度)",
        ),
        (400, 413, 422, 500, 502),
    ),
    api_errors.Texts(
        "authentication",
        (
            r"(?:incorrect|invalid|wrong|expired|missing|unknown) (?:x-)?api[ _-]?key",
            r"api[ _-]?key (?:provided )?(?:is |was |has )?(?:not valid|invalid|incorrect|expired|not found|missing|revoked)",
            r"no (?:auth credentials|api[ _-]?key) (?:found|provided|passed)",
            r"authentication (?:fails|failed)",
            r"login fail",
            r"api[ _-]?key (?:was |is )?(?:reported as leaked|blocked|disabled|not exist|suspended)",
            r"api[ _-]?key (?:does not|doesn.t) exist",
            r"(?:did not|didn.t) provide an api[ _-]?key",
            r"(?:invalid\w*|incorrect|expired|revoked|wrong|missing) (?:(?:access|api|o?auth\w*|bearer|security|subscription) (?:tokens?|keys?|credentials|headers?)|authentication\b)",
            r"token (?:is |has |was |has been )?(?:expired|revoked)|security token [^.]{0,40} (?:is invalid|expired)",
            r"authorization header (?:is |was )?(?:missing|invalid|malformed|badly formatted|required)",
            r"身份验证失败|(?:令牌|密钥|token|api ?key)[^。，,]{0,6}(?:过期|无效|失效|不正确|错误)|无效的? ?(?:令牌|密钥|token|api ?key)",
        ),
        (400, 401, 403, 422, 500),
    ),
    api_errors.Texts(
        "not_found",
        (
            "model [`'\"]?[^\\s`'\"]{1,100}[`'\"]? (?:is |was )?(?:not found|does not exist)",
            r"no such model|unknown model\b",
            r"model_?not_?found",
            r"\bmodel (?:not exist|not found|does not exist)",
            r"\bmodels?/[\w./-]{1,200}`? (?:is |was )?not found",
            r"模型(?:不存在|未找到|已下线)",
            r"(?:^|^/[\w/]{1,40}: )(?:<\d+> )?invalid model(?: name| id)?\b(?! output| response)",
            r"is not a valid model(?: id| name)?\b|model identifier is invalid",
            r"model [^.]{1,100} has been decommissioned",
            r"no endpoints found (?:for|that)|unable to access model",
            "requested model is not supported|['\"`] model is not supported when",
            r"^(?:unsupported|not supported) model(?::|$| \S{1,100}$)",
            r"with on-demand throughput isn.t supported",
        ),
        (400, 403, 422, 500),
    ),
    api_errors.Texts(
        "not_found",
        (
            r"no available channels? for model",
            r"模型[^，。]{0,100}无可用渠道",
        ),
        (400, 403, 422, 500, 503),
    ),
    api_errors.Texts(
        "overloaded",
        (
            r"(?:model|server|service|engine|system|api)s? (?:is |are )?(?:may be )?(?:currently |temporarily |too )?(?:overloaded|busy|at capacity|under (?:high|heavy) load)",
            r"\bcluster is (?:currently )?under (?:high|heavy) load",
            r"^overloaded",
            r"(?:currently |temporarily )?experiencing (?:high|heavy) (?:demand|load|traffic)",
            r"(?:服务|系统|模型|服务器)[^。，,]{0,8}(?:繁忙|过载|负载|访问量过大)",
            r"capacity exceeded|(?:is|are) at capacity",
            r"no (?:available )?capacity|capacity (?:is )?(?:unavailable|exhausted)",
        ),
        (400, 429, 500, 502, 503),
    ),
    api_errors.Texts(
        "billing",
        (
            r"insufficient[ _](?:account )?(?:balance|credits?|funds?)",
            r"(?:balance|credits?) (?:is |are )?(?:insufficient|not enough)",
            r"used all (?:of )?(?:your |its |the )?(?:available |free )?credits",
            r"credit balance is too low",
            r"(?:run|ran) out of credits",
            r"reached (?:its|your|the) monthly spending limit",
            r"account (?:is )?(?:in arrears|overdue|past due)|overdue[ -](?:payment|balance)",
            r"not have (?:any|enough|sufficient) (?:available )?(?:credits?|balance|funds)|doesn't have any credits",
            r"account is in good standing|account is not active",
            r"suspended[^.]{0,60} (?:balance|spending|invoices?|payment|billing)",
            r"(?:add|enter|requires?) a (?:valid )?payment method|requires billing|enable billing",
            r"requires more credits",
            r"exceeded your (?:monthly )?(?:included )?credits",
            r"extra usage is required",
            r"(?:user|token) quota is not enough",
            r"(?:余额|额度)(?:已)?(?:不足|耗尽|用尽)|剩余额度|欠费|请充值",
        ),
        (400, 401, 402, 403, 412, 422, 429, 500),
    ),
    api_errors.Texts(
        "content_policy",
        (
            r"data may contain inappropriate content|datainspectionfailed",
            r"content exists risk",
            r"content violates (?:our )?usage (?:guidelines|polic)",
            r"content management policy",
            r"blocked by (?:our |the )?content filter",
            r"result of our safety system",
            r"(?:prompt|input|content|request) was flagged|considered high risk",
            r"(?:input|output) new_sensitive",
            r"(?:不安全|敏感|违规)[^。，,]{0,8}内容",
        ),
        (400, 403, 422, 451, 500),
    ),
)

REFUSALS: Final = messages.Refusals(
    (
        messages.Refusal(
            (
                "is not a ['\"`]?regex",
                r"regex lookaround is not supported",
                r"\[1210\]\[invalid api parameter",
            ),
            ("tools.**.pattern", "response_format.**.pattern", "text.**.pattern", "output_config.**.pattern"),
        ),
        messages.Refusal(
            (
                r"failed to parse grammar",
                r"json schema conversion failed",
                r"pattern must start with",
            ),
            ("tools.**.pattern", "tools.**.minLength", "tools.**.maxLength", "tools.**.minItems", "tools.**.maxItems"),
        ),
        messages.Refusal(
            (
                "thinking\\.type\\.(?P<value>enabled|adaptive|disabled)\"? is not supported",
            ),
            ("thinking",),
        ),
        messages.Refusal(
            (
                r"supported for thinking; '(?P<value>\w+)' is not supported",
                "(?P<param>thinking)\\.type['\"`]?:? (?P<value>input should be)",
            ),
            ("thinking",),
        ),
        messages.Refusal(
            (
                r"thinking may not be enabled (?P<value>when tool_choice)",
                r"does not support (?P<value>this) (?P<param>tool_choice)",
                "(?P<param>tool_choice) ['\"`]?(?P<value>\\w{1,40})['\"`]? is incompatible with",
                r"invalid (?P<param>tool_choice) type: (?P<value>'object')",
            ),
            ("tool_choice",),
        ),
        messages.Refusal(
            (
                r"clear_thinking_\w{1,20}.? strategy (?P<value>requires)",
            ),
            ("context_management",),
        ),
        messages.Refusal(
            (
                r"encrypted content is not supported",
            ),
            ("include",),
        ),
        messages.Refusal(
            (
                r"enable.thinking (?P<value>must be set to|can ?not be support\w{0,2} when)",
            ),
            ("enable_thinking",),
        ),
        messages.Refusal(
            (
                r"(?:reasoning|thinking) is (?P<value>mandatory|required)",
                r"(?:reasoning|thinking) (?:cannot|can't|can not|must not|may not) be (?P<value>disabled|turned off|switched off)",
                r"model (?P<value>only works) in (?:thinking|reasoning) mode",
                r"does not support (?P<value>disabling) (?:reasoning|thinking)",
            ),
            (
                "reasoning", "reasoning_effort", "thinking", "thinking_config", "thinking_budget", "enable_thinking",
                "think", "output_config.effort",
            ),
        ),
        messages.Refusal(
            (
                "think value (?P<value>\"?\\w+\"?) is not supported",
                "(?:reasoning|thinking)[ _](?:effort|level) (?:value )?(?P<value>['\"`]?\\w+['\"`]?) is not (?:supported|available)",
            ),
            (
                "reasoning", "reasoning_effort", "thinking", "thinking_config", "thinking_budget", "enable_thinking",
                "think", "output_config.effort",
            ),
        ),
        messages.Refusal(
            (
                "(?P<param>reasoning_effort|reasoning\\.effort)[`'\"]? (?P<value>must be one of)",
                r"(?P<param>reasoning_effort|reasoning\.effort)\s{1,4}(?P<value>input should be)",
                "(?P<param>reasoning_effort|reasoning\\.effort)[`'\"]?:? (?P<value>input should be|expected one of)",
            ),
        ),
        messages.Refusal(
            (
                r"unsupported value: '(?P<param>[\w.\[\]]{1,100})' does not support (?P<value>.{0,80}?) with this model",
                r"unsupported value: '(?P<value>[^']{0,80})' is not supported with",
                r"^invalid value: '(?P<value>[^']{0,80})'\. supported values are",
                r"^unsupported_(?P<value>value)$",
            ),
        ),
        messages.Refusal(
            (
                "(?P<param>output_config\\.effort) ['\"`](?P<value>\\w{1,20})['\"`] is not supported",
                "cannot be used with (?P<param>reasoning[._]effort) ['\"`](?P<value>\\w{1,20})['\"`]",
                r"invalid combination of (?P<param>reasoning_effort) and (?P<value>thinking)",
            ),
        ),
        messages.Refusal(
            (
                "invalid ['\"`](?P<param>prompt_cache_key|user|safety_identifier)['\"`]: (?P<value>string too long)",
            ),
        ),
        messages.Refusal(
            (
                "['\"`](?P<param>[\\w.]{1,100})['\"`] is (?:not supported|unsupported|deprecated)[^.]{0,80}\\. (?:please )?use ['\"`](?P<instead>[\\w.]{1,100})['\"`]",
                "parameter: ['\"`]?(?P<param>[\\w.]{1,100})['\"`]?\\. in .{1,60}, this parameter has moved to ['\"`](?P<instead>[\\w.]{1,100})['\"`]",
            ),
        ),
        messages.Refusal(
            (
                r"invalid (?P<param>[\w.]{1,40}): only (?P<value>.{1,40}?) (?:is|are) allowed",
                r"only (?P<param>temperature|top_p) ?= ?(?P<value>[\d.]{1,8}) is (?:supported|allowed)",
                "(?P<param>temperature|top_p)[`'\"]? (?P<value>(?:must|should|may only|can only) be (?:set to |equal to )?\\d)",
            ),
        ),
        messages.Refusal(
            (
                r"(?P<param>messages[\w.\[\]]{3,80}): \w{1,40} is not supported",
            ),
        ),
        messages.Refusal(
            (
                r"do(?:es)? not support (?:the )?(?:adaptive |extended |interleaved )?(?:thinking|reasoning)(?! ?[\w.]{0,30}(?:content|budget_tokens))",
                r"(?:thinking|reasoning)(?:[ _](?:mode|effort|tokens|level|config|budget))? (?:is|are) not (?:supported|available|enabled|allowed)",
                r"include_thoughts is only enabled when thinking",
                r"(?:thinking|reasoning) (?:is )?(?:unsupported|unavailable) (?:by|for|with|on|in)",
                r"(?:adaptive|extended|interleaved) thinking is not (?:supported|available|enabled|allowed)",
                r"not support(?:ed)? .{0,30}enable_thinking",
                r"不支持(?:思考|推理)",
            ),
            (
                "reasoning", "reasoning_effort", "thinking", "thinking_config", "thinking_budget", "enable_thinking",
                "think", "output_config.effort",
            ),
        ),
        messages.Refusal(
            (
                r"logprobs (?:is|are) not (?:enabled|supported)",
            ),
            ("responseLogprobs",),
        ),
        messages.Refusal(
            (
                r"penalty is not enabled",
            ),
            ("frequencyPenalty", "presencePenalty", "frequency_penalty", "presence_penalty"),
        ),
        messages.Refusal(
            (
                r"#/(?P<within>[\w/]{1,200}): extraneous key \[(?P<param>\w{1,100})\] is not permitted",
            ),
        ),
        messages.Refusal(
            (
                "\\b(?P<param>temperature|top_p|top_k|stop_sequences)['\"`]? must be (?:unset|omitted|removed)",
                "\\b(?P<param>temperature|top_p|top_k|stop_sequences)['\"`]? (?:must|may|can) ?not be (?:set|used|sent)",
            ),
        ),
        messages.Refusal(
            (
                "temperature[`'\"]? and [`'\"]?(?P<param>top_p)[`'\"]? cannot both be (?:specified|set)",
            ),
        ),
        messages.Refusal(
            (
                "(?P<param>[\\w.\\[\\]-]{1,200})['\"`]?:?\\s{1,4}extra inputs are not permitted",
                "extra inputs are not permitted,? (?:field|parameter):? ['\"`]?(?P<param>[\\w.\\[\\]-]{1,200})",
                "['\"](?P<param>[\\w.-]{1,100})['\"][\\])], ['\"]msg['\"]: ['\"]extra inputs are not permitted",
                "(?P<param>[\\w.\\[\\]-]{1,200})['\"`]?:? extra fields not permitted",
            ),
        ),
        messages.Refusal(
            (
                "unknown name \"(?P<param>\\w{1,100})\" at '(?P<within>[\\w.\\[\\]]{1,200})': cannot find field",
                "unknown name \"(?P<param>\\w{1,100})\": cannot find field",
            ),
        ),
        messages.Refusal(
            (
                r"'(?P<within>[\w.]{1,100})' : property '(?P<param>\w{1,100})' is unsupported",
                r"property '(?P<param>[\w.\[\]]{1,100})' is (?:unsupported|not supported|not allowed)",
                r"additional properties are not allowed \('(?P<param>\w{1,100})' (?:was|were) unexpected",
            ),
        ),
        messages.Refusal(
            (
                "parameter ['\"`]?(?P<param>[a-z][\\w.\\[\\]-]{0,100})['\"`]? is not a valid (?:field|parameter)",
                "(?:unsupported|unknown|unrecognized|unrecognised|unexpected) (?:request |keyword )?(?:parameter|argument|field|property|key|option|param)(?:s|\\(s\\))?(?: name)?(?: supplied| provided| received| in request)?:? \\[?['\"`]?(?P<param>[a-z][\\w.\\[\\]-]{0,100})",
                "do(?:es)?(?: not|n't) support (?:the )?(?:following )?(?:parameter|argument|field|option)s?:? [\\[{]?['\"`]?(?P<param>[a-z][\\w.-]{0,100})",
                r"do(?:es)?(?: not|n't) support (?P<param>temperature|top_p) ?= ?(?P<value>[\d.]{1,8})",
                "do(?:es)?(?: not|n't) support (?:the )?['\"`]?(?P<param>[a-z][\\w.-]{0,100})['\"`]? (?:parameter|argument|field|option)",
                "(?:parameter|argument|field|option) ['\"`]?(?P<param>[a-z][\\w.\\[\\]-]{0,100})['\"`]? (?:is|was) (?:not (?:supported|allowed|permitted|recognized|available|valid|accepted)|unsupported|unknown|unrecognized|deprecated|no longer supported)",
                "['\"`](?P<param>[a-z][\\w.\\[\\]-]{0,100})['\"`]:? (?:parameter )?(?:is|are) (?:not (?:supported|allowed|permitted|recognized|available|accepted)|unsupported|unknown|unrecognized|deprecated|no longer supported)",
                "(?:parameter|argument|field|option)s? not supported[^:.]{0,60}: ['\"`]?(?P<param>[a-z][\\w.\\[\\]-]{0,100})",
                "parameter ['\"`]?(?P<param>[a-z][\\w.-]{0,100})['\"`]? specified in the request (?:is|are) (?P<value>not valid)",
                "cannot use ['\"`](?P<param>[a-z][\\w.\\[\\]-]{0,100})['\"`] with",
                r"(?P<param>[a-z][\w.\[\]-]{0,100}): (?:unknown|unsupported|unrecognized) (?:field|parameter|argument)",
                r"\b(?P<param>[a-z][\w.\[\]-]{0,100}):? (?:parameter )?(?:is|are) (?:not (?:supported|allowed|permitted|recognized|accepted)|unsupported|deprecated|no longer supported)\b",
                "(?:不支持|未知)(?:的)?(?:参数|字段)[:： ]{0,3}['\"`]?(?P<param>[a-z][\\w.]{0,100})",
                "参数[:： ]{0,3}['\"`]?(?P<param>[a-z][\\w.]{0,100})['\"`]?[^,，。]{0,10}不支持",
                r"^(?:unsupported|unknown)_(?:parameter|field|argument)$",
            ),
        ),
    ),
    frozenset((
        "model", "messages", "input", "contents", "content", "parts", "role", "type", "text", "id", "name", "tools",
        "functions", "function_declarations", "functionDeclarations", "tool_calls", "function_call", "functionCall",
        "arguments", "args", "tool_use_id", "tool_call_id", "call_id", "parameters", "input_schema", "system",
        "system_instruction", "systemInstruction", "instructions", "stream", "response_format", "format", "schema",
        "json_schema", "responseSchema", "responseJsonSchema", "responseMimeType", "source", "data", "url", "image_url",
        "signature",
    )),
)
