"""Logins by name: how a credential is obtained, refreshed and sent.

Generated from specs/auth by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

AUTH: Final[dict[str, dict[str, Any]]] = {
    "chatgpt": {
        "name": "chatgpt",
        "title": "ChatGPT subscription",
        "see": "https://developers.openai.com/codex/auth",
        "terms": "A ChatGPT plan is used, and OpenAI's terms for it apply; they may not foresee other programs than OpenAI's own.",
        "client_id": "app_EMoamEEZ73f0CkXaXp7hrann",
        "scopes": ["openid", "profile", "email", "offline_access"],
        "token": {
            "url": "https://auth.openai.com/oauth/token",
            "format": "json",
            "revoke": "https://auth.openai.com/oauth/revoke",
            "permanent": [401, "refresh_token_expired", "refresh_token_reused", "refresh_token_invalidated"],
        },
        "browser": {
            "url": "https://auth.openai.com/oauth/authorize",
            "redirect_uri": "http://localhost:{port}/auth/callback",
            "parameters": {"id_token_add_organizations": "true", "codex_cli_simplified_flow": "true"},
            "ports": [1455, 1457],
        },
        "device": {
            "code_request": {
                "url": "https://auth.openai.com/api/accounts/deviceauth/usercode",
                "json": {"client_id": "{client_id}"},
                "values": {
                    "device": "/device_auth_id",
                    "user_code": ["/user_code", "/usercode"],
                    "interval": "/interval",
                },
                "statuses": {"404": "login with a code is switched off for this workspace; log in with a browser"},
            },
            "page": "https://auth.openai.com/codex/device",
            "poll": {
                "url": "https://auth.openai.com/api/accounts/deviceauth/token",
                "json": {"device_auth_id": "{device}", "user_code": "{user_code}"},
                "pending": [403, 404],
                "values": {"code": "/authorization_code", "code_verifier": "/code_verifier"},
            },
            "expires_in": 900,
            "redirect_uri": "https://auth.openai.com/deviceauth/callback",
        },
        "logins": [
            {
                "title": "Codex CLI",
                "file": "${CODEX_HOME:-~/.codex}/auth.json",
                "values": {
                    "access_token": "/tokens/access_token", "refresh_token": "/tokens/refresh_token",
                    "id_token": "/tokens/id_token", "account_id": "/tokens/account_id", "refreshed": "/last_refresh",
                },
                "write_back": {
                    "/tokens/access_token": "{access_token}",
                    "/tokens/refresh_token": "{refresh_token}",
                    "/tokens/id_token": "{id_token}",
                    "/last_refresh": "{refreshed_iso}",
                },
                "command": "codex login",
            },
            {"title": "the environment", "env": {"access_token": "CODEX_ACCESS_TOKEN"}, "grant": "none"},
            {
                "title": "Codex CLI",
                "file": "${CODEX_HOME:-~/.codex}/auth.json",
                "having": {"/OPENAI_API_KEY": "?*"},
                "unusable": "Codex uses an API key and no subscription: select the provider openai, or log in with: dragoman auth login chatgpt",
            },
            {
                "title": "Codex CLI",
                "file": "${CODEX_HOME:-~/.codex}/config.toml",
                "having": {"/cli_auth_credentials_store": ["keyring", "auto"]},
                "unusable": "Codex stores its login in the system keyring, which other programs cannot read; log in with: dragoman auth login chatgpt, or set cli_auth_credentials_store = \"file\" in this file and run codex login",
            },
        ],
        "values": {
            "account": [
                "{account_id}", {"from": "{id_token}", "claim": "/https:~1~1api.openai.com~1auth/chatgpt_account_id"},
                {"from": "{access_token}", "claim": "/https:~1~1api.openai.com~1auth/chatgpt_account_id"},
            ],
            "person": [{"from": "{id_token}", "claim": "/email"}, "{account}"],
        },
        "renew": {"max_age": 691200},
        "request": {"headers": {"authorization": "Bearer {access_token}", "chatgpt-account-id": "{account}"}},
    },
    "claude": {
        "name": "claude",
        "title": "Claude subscription",
        "see": "https://code.claude.com/docs/en/authentication",
        "terms": "Anthropic's terms keep a subscription to its own programs; dragoman run starts Claude Code with its own login.",
        "note": "on macOS the login is in the Keychain, which is not searched",
        "hint": "Claude Code manages its own login: log in with claude /login, then start it with: dragoman run claude",
        "logins": [
            {
                "title": "Claude Code",
                "file": "${CLAUDE_CONFIG_DIR:-~/.claude}/.credentials.json",
                "values": {
                    "access_token": "/claudeAiOauth/accessToken", "expires": "/claudeAiOauth/expiresAt",
                    "person": "/claudeAiOauth/subscriptionType",
                },
                "grant": "none",
                "unusable": True,
                "command": "claude /login",
            },
            {
                "title": "the environment",
                "env": {"access_token": "CLAUDE_CODE_OAUTH_TOKEN"},
                "grant": "none",
                "unusable": True,
            },
        ],
        "request": {"headers": {}},
    },
    "copilot": {
        "name": "copilot",
        "title": "GitHub Copilot",
        "see": "https://docs.github.com/en/copilot",
        "terms": "A Copilot seat is used, and GitHub's terms for it apply; they may not foresee other programs than editors.",
        "site": {"url": "https://github.com"},
        "client_id": "Iv1.b507a08c87ecfe98",
        "scopes": ["read:user"],
        "token": {"url": "{site}/login/oauth/access_token"},
        "device": {"url": "{site}/login/device/code"},
        "logins": [
            {
                "title": "Copilot plug-in",
                "file": "${XDG_CONFIG_HOME:-~/.config}/github-copilot/auth.db",
                "having": {"/oauth_tokens/auth_authority={host}/token_ciphertext": ["gh?_*"]},
                "values": {
                    "access_token": "/oauth_tokens/auth_authority={host}/token_ciphertext",
                    "person": "/oauth_tokens/auth_authority={host}/user",
                },
                "grant": "none",
            },
            {
                "title": "Copilot plug-in",
                "file": "${XDG_CONFIG_HOME:-~/.config}/github-copilot/apps.json",
                "values": {
                    "access_token": ["/{host}:*/oauth_token", "/{host}/oauth_token"],
                    "person": ["/{host}:*/user", "/{host}/user"],
                },
                "grant": "none",
            },
            {
                "title": "Copilot plug-in",
                "file": "${XDG_CONFIG_HOME:-~/.config}/github-copilot/hosts.json",
                "values": {"access_token": "/{host}/oauth_token", "person": "/{host}/user"},
                "grant": "none",
            },
            {
                "title": "Copilot plug-in",
                "file": "${XDG_CONFIG_HOME:-~/.config}/github-copilot/auth.db",
                "having": {"/oauth_tokens/auth_authority={host}/user": "?*"},
                "values": {"user": "/oauth_tokens/auth_authority={host}/user"},
                "unusable": "it is logged in as {user}, but encrypts its login, so that only the plug-in can read it; log in with: dragoman auth login copilot",
            },
        ],
        "exchange": [
            {
                "url": "{api}/copilot_internal/v2/token",
                "headers": {
                    "authorization": "token {access_token}",
                    "editor-version": "vscode/1.107.0",
                    "editor-plugin-version": "copilot-chat/0.35.0",
                    "x-github-api-version": "2025-04-01",
                },
                "values": {
                    "token": "/token", "expires": "/expires_at", "renew_in": "/refresh_in",
                    "answered": "/endpoints/api",
                },
                "statuses": {"403": "this account has no Copilot seat", "404": "this account has no Copilot seat"},
            },
        ],
        "values": {
            "api": [
                {"from": "{host}", "match": "^github\\.com$", "value": "https://api.github.com"},
                "https://api.{host}",
            ],
            "base": [
                "{answered}", {
                    "from": "{token}",
                    "match": "proxy-ep=proxy\\.([A-Za-z0-9.-]+)",
                    "value": "https://api.{1}",
                },
                {"from": "{host}", "match": "^github\\.com$", "value": "https://api.githubcopilot.com"},
                "https://copilot-api.{host}",
            ],
        },
        "request": {"headers": {"authorization": "Bearer {token}"}, "url": "{base}"},
    },
    "gemini-cli": {
        "name": "gemini-cli",
        "title": "Gemini Code Assist",
        "see": "https://github.com/google-gemini/gemini-cli/blob/main/docs/get-started/authentication.mdx",
        "terms": "A Gemini Code Assist plan is used, and Google's terms for it apply; Google has limited what other programs may do with it.",
        "client_id": "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com",
        "client_secret": [
            {"env": "GEMINI_CLIENT_SECRET"},
            {
                "command": "gemini",
                "file": ["bundle/*.js", "**/oauth2.js"],
                "match": "OAUTH_CLIENT_SECRET\\s*=\\s*[\"'](GOCSPX-[A-Za-z0-9_-]+)",
            },
        ],
        "scopes": [
            "https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/userinfo.email",
            "https://www.googleapis.com/auth/userinfo.profile",
        ],
        "token": {"url": "https://oauth2.googleapis.com/token"},
        "browser": {
            "url": "https://accounts.google.com/o/oauth2/v2/auth",
            "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
            "pkce": False,
            "parameters": {"access_type": "offline", "prompt": "consent"},
            "page": "https://codeassist.google.com/authcode",
        },
        "logins": [
            {
                "title": "Gemini CLI",
                "file": "${GEMINI_CLI_HOME:-~}/.gemini/oauth_creds.json",
                "values": {
                    "access_token": "/access_token", "refresh_token": "/refresh_token", "id_token": "/id_token",
                    "expires": "/expiry_date",
                },
                "command": "gemini",
            },
            {"title": "the environment", "env": {"access_token": "GOOGLE_CLOUD_ACCESS_TOKEN"}, "grant": "none"},
            {
                "title": "Gemini CLI",
                "file": "${GEMINI_CLI_HOME:-~}/.gemini/google_accounts.json",
                "having": {"/active": "?*"},
                "values": {"active": "/active"},
                "unusable": "Gemini CLI is logged in as {active} and stores the login in the system keychain, which other programs cannot read; log in with: dragoman auth login gemini-cli",
            },
        ],
        "exchange": [
            {
                "url": "https://cloudcode-pa.googleapis.com/v1internal:loadCodeAssist",
                "headers": {"authorization": "Bearer {access_token}"},
                "json": {
                    "cloudaicompanionProject": "{wanted}",
                    "metadata": {
                        "ideType": "IDE_UNSPECIFIED",
                        "platform": "PLATFORM_UNSPECIFIED",
                        "pluginType": "GEMINI",
                        "duetProject": "{wanted}",
                    },
                },
                "values": {
                    "tier": "/currentTier/id",
                    "found": "/cloudaicompanionProject",
                    "ineligible": "/ineligibleTiers/0/reasonMessage",
                    "first_tier": ["/allowedTiers/isDefault=true/id", "/allowedTiers/0/id"],
                },
            },
            {
                "url": "https://cloudcode-pa.googleapis.com/v1internal:onboardUser",
                "headers": {"authorization": "Bearer {access_token}"},
                "unless": ["tier"],
                "json": {
                    "tierId": "{first_tier}",
                    "cloudaicompanionProject": "{wanted}",
                    "metadata": {
                        "ideType": "IDE_UNSPECIFIED",
                        "platform": "PLATFORM_UNSPECIFIED",
                        "pluginType": "GEMINI",
                        "duetProject": "{wanted}",
                    },
                },
                "statuses": {"400": "{ineligible}", "403": "{ineligible}"},
                "values": {"operation": "/name", "done": "/done", "found": "/response/cloudaicompanionProject/id"},
            },
            {
                "url": "https://cloudcode-pa.googleapis.com/v1internal/{operation}",
                "headers": {"authorization": "Bearer {access_token}"},
                "unless": ["settled"],
                "until": "/done",
                "interval": 5,
                "values": {"found": "/response/cloudaicompanionProject/id"},
            },
        ],
        "values": {
            "wanted": ["{project}", {"env": "GOOGLE_CLOUD_PROJECT"}, {"env": "GOOGLE_CLOUD_PROJECT_ID"}],
            "settled": ["{tier}", "{done}"],
            "project": ["{found}", "{wanted}"],
            "person": [{"from": "{id_token}", "claim": "/email"}],
        },
        "request": {
            "headers": {"authorization": "Bearer {access_token}"},
            "require": {
                "project": "this account requires a Google Cloud project: set GOOGLE_CLOUD_PROJECT, or give the profile with: { project: ... }",
            },
        },
    },
    "gitlab": {
        "name": "gitlab",
        "title": "GitLab Duo",
        "see": "https://docs.gitlab.com/user/profile/personal_access_tokens/",
        "terms": "A GitLab Duo seat is used, and GitLab's terms for it apply.",
        "site": {"url": "https://gitlab.com", "env": ["GITLAB_INSTANCE_URL"]},
        "paste": "a personal access token with the scope api (GitLab, Preferences, Access tokens)",
        "logins": [
            {"title": "the environment", "env": {"access_token": ["GITLAB_TOKEN", "GL_TOKEN"]}, "grant": "none"},
            {
                "title": "glab CLI",
                "file": [
                    "${GLAB_CONFIG_DIR:-~/.config/glab-cli}/config.yml",
                    "~/Library/Application Support/glab-cli/config.yml",
                ],
                "values": {
                    "access_token": "/hosts/{host}/token",
                    "person": "/hosts/{host}/user",
                    "expires": "/hosts/{host}/oauth2_expiry_date",
                },
                "having": {"/hosts/{host}/token": "?*"},
                "grant": "none",
                "command": "glab auth login",
            },
            {
                "title": "glab CLI",
                "file": [
                    "${GLAB_CONFIG_DIR:-~/.config/glab-cli}/config.yml",
                    "~/Library/Application Support/glab-cli/config.yml",
                ],
                "having": {"/hosts/{host}/user": "?*"},
                "values": {"user": "/hosts/{host}/user"},
                "unusable": "glab is logged in as {user}, and this file has no token, which may be in the system keyring; set GITLAB_TOKEN, or log in with: dragoman auth login gitlab",
            },
        ],
        "exchange": [
            {
                "url": "{site}/api/v4/ai/third_party_agents/direct_access",
                "headers": {"authorization": "Bearer {access_token}"},
                "json": {},
                "values": {"token": "/token", "returned": "/headers"},
                "statuses": {
                    "403": "GitLab Duo is not switched on for this user or its group",
                    "404": "this GitLab has no Duo agent platform; it takes version 18.3 or later with a Premium or Ultimate licence",
                },
                "expires_in": 1500,
            },
        ],
        "request": {
            "headers": {"authorization": "Bearer {token}"},
            "headers_from": "returned",
            "exclude": ["x-api-key"],
        },
    },
    "google": {
        "name": "google",
        "title": "Google Cloud",
        "see": "https://cloud.google.com/docs/authentication/application-default-credentials",
        "hint": "create credentials with: gcloud auth application-default login; or the profile key_command: [gcloud, auth, print-access-token]",
        "scopes": ["https://www.googleapis.com/auth/cloud-platform"],
        "token": {"url": "https://oauth2.googleapis.com/token"},
        "logins": [
            {"title": "the environment", "env": {"access_token": "GOOGLE_OAUTH_ACCESS_TOKEN"}, "grant": "none"},
            {
                "title": "application default credentials",
                "file": [
                    "${GOOGLE_APPLICATION_CREDENTIALS}",
                    "${CLOUDSDK_CONFIG:-~/.config/gcloud}/application_default_credentials.json",
                ],
                "having": {"/type": "authorized_user"},
                "values": {
                    "client_id": "/client_id", "client_secret": "/client_secret", "refresh_token": "/refresh_token",
                    "quota_project": "/quota_project_id",
                },
                "command": "gcloud auth application-default login",
            },
            {
                "title": "service account",
                "file": [
                    "${GOOGLE_APPLICATION_CREDENTIALS}",
                    "${CLOUDSDK_CONFIG:-~/.config/gcloud}/application_default_credentials.json",
                ],
                "having": {"/type": "service_account"},
                "values": {
                    "client_id": "/client_email", "private_key": "/private_key", "key_id": "/private_key_id",
                    "token_url": "/token_uri", "own_project": "/project_id", "person": "/client_email",
                },
                "grant": "jwt",
            },
            {
                "title": "application default credentials",
                "file": [
                    "${GOOGLE_APPLICATION_CREDENTIALS}",
                    "${CLOUDSDK_CONFIG:-~/.config/gcloud}/application_default_credentials.json",
                ],
                "having": {"/type": ["external_account*", "impersonated_*", "gdch_*"]},
                "values": {"kind": "/type"},
                "unusable": "credentials of type {kind} can be exchanged by Google's programs only; set in the profile key_command: [gcloud, auth, application-default, print-access-token]",
            },
            {
                "title": "the machine's service account",
                "endpoint": {
                    "url": "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token",
                    "headers": {"metadata-flavor": "Google"},
                    "values": {"access_token": "/access_token", "expires_in": "/expires_in"},
                },
            },
        ],
        "values": {
            "project": [
                "{project}", {"env": "GOOGLE_VERTEX_PROJECT"}, {"env": "ANTHROPIC_VERTEX_PROJECT_ID"},
                {"env": "GOOGLE_CLOUD_PROJECT"}, "{own_project}", "{quota_project}",
            ],
            "region": ["{region}", {"env": "GOOGLE_VERTEX_LOCATION"}, {"env": "CLOUD_ML_REGION"}],
        },
        "request": {"headers": {"authorization": "Bearer {access_token}", "x-goog-user-project": "{quota_project}"}},
    },
    "kimi-code": {
        "name": "kimi-code",
        "title": "Kimi Code",
        "see": "https://www.kimi.com/code/docs/en/",
        "terms": "A Kimi Code plan is used, and Moonshot AI's terms for it apply.",
        "site": {
            "url": "https://auth.kimi.com",
            "env": ["KIMI_CODE_OAUTH_HOST", "KIMI_OAUTH_HOST"],
            "file": "${KIMI_CODE_HOME:-~/.kimi-code}/region",
            "words": {"global": "https://auth.kimi.ai"},
        },
        "client_id": "17e5f671-d194-4dfb-9706-5516cb48c098",
        "headers": {
            "x-msh-platform": "kimi_cli", "x-msh-version": "{version}", "x-msh-device-name": "{hostname}",
            "x-msh-device-model": "{system} {release}", "x-msh-os-version": "{release}", "x-msh-device-id": "{machine}",
        },
        "token": {"url": "{site}/api/oauth/token"},
        "device": {"url": "{site}/api/oauth/device_authorization", "interval": 5},
        "logins": [
            {
                "title": "Kimi Code CLI",
                "file": [
                    "${KIMI_CODE_HOME:-~/.kimi-code}/credentials/kimi-code.json",
                    "${KIMI_CODE_HOME:-~/.kimi-code}/credentials/default.json",
                    "${KIMI_SHARE_DIR:-~/.kimi}/credentials/kimi-code.json",
                ],
                "values": {
                    "access_token": "/access_token", "refresh_token": "/refresh_token", "expires": "/expires_at",
                    "expires_in": "/expires_in",
                },
                "write_back": {
                    "/access_token": "{access_token}",
                    "/refresh_token": "{refresh_token}",
                    "/expires_at": "{expires}",
                    "/expires_in": "{expires_in}",
                },
                "command": "kimi",
            },
            {
                "title": "Kimi Code CLI",
                "file": "${KIMI_CODE_HOME:-~/.kimi-code}/credentials/kimi-code-env-*.json",
                "having": {"/access_token": "?*"},
                "unusable": "this login belongs to another site, which config.toml beside it names, and is sent nowhere else; log in at {host} with: dragoman auth login kimi-code",
            },
        ],
        "values": {
            "api": [{"from": "{host}", "match": "^auth\\.(kimi\\.[a-z]+)$", "value": "https://api.{1}/coding/v1"}],
        },
        "renew": {"ratio": 0.5},
        "request": {
            "url": "{api}",
            "require": {"api": "the API of this site is not known: unset KIMI_CODE_OAUTH_HOST and KIMI_OAUTH_HOST"},
            "headers": {
                "authorization": "Bearer {access_token}", "x-msh-platform": "kimi_cli", "x-msh-version": "{version}",
                "x-msh-device-name": "{hostname}", "x-msh-device-model": "{system} {release}", "x-msh-os-version": "{release}",
                "x-msh-device-id": "{machine}",
            },
        },
    },
    "qwen-code": {
        "name": "qwen-code",
        "title": "Qwen Code",
        "see": "https://github.com/QwenLM/qwen-code/issues/3203",
        "note": "Alibaba ended the free tier of this login on 15 April 2026; use a key of DashScope or of the coding plan.",
        "terms": "A Qwen account is used, and Alibaba's terms for it apply.",
        "client_id": "f0304373b74a44d2b584a3fb70ca9e56",
        "scopes": ["openid", "profile", "email", "model.completion"],
        "headers": {"x-request-id": "{uuid}"},
        "token": {"url": "https://chat.qwen.ai/api/v1/oauth2/token", "values": {"resource_url": "/resource_url"}},
        "device": {"url": "https://chat.qwen.ai/api/v1/oauth2/device/code", "pkce": True, "interval": 2},
        "logins": [
            {
                "title": "Qwen Code",
                "file": "~/.qwen/oauth_creds.json",
                "values": {
                    "access_token": "/access_token", "refresh_token": "/refresh_token", "expires": "/expiry_date",
                    "resource_url": "/resource_url",
                },
                "write_back": {
                    "/access_token": "{access_token}",
                    "/refresh_token": "{refresh_token}",
                    "/expiry_date": "{expires_ms}",
                    "/resource_url": "{resource_url}",
                },
                "command": "qwen",
            },
        ],
        "values": {
            "base": [
                {"from": "{resource_url}", "match": "([A-Za-z0-9-]+\\.[A-Za-z0-9.:-]+)", "value": "https://{1}/v1"},
                "https://dashscope.aliyuncs.com/compatible-mode/v1",
            ],
        },
        "renew": {"statuses": [401, 403]},
        "request": {"headers": {"authorization": "Bearer {access_token}"}, "url": "{base}"},
    },
}
