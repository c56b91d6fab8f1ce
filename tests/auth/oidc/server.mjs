// A certified authorization server on loopback: device flow, PKCE, rotating refresh tokens, revocation.
// node server.mjs FOLDER_OF_NODE_MODULES PORT; it says "ready" and then one line for each refresh.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const [folder, port] = process.argv.slice(2);
const entry = createRequire(`${folder}/`).resolve('oidc-provider');
const { default: Provider } = await import(pathToFileURL(entry));
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'dragoman', token_endpoint_auth_method: 'none', application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    response_types: ['code'], redirect_uris: ['http://127.0.0.1/callback'],
  }],
  scopes: ['openid', 'offline_access'],
  pkce: { required: () => true },
  features: { deviceFlow: { enabled: true }, revocation: { enabled: true }, devInteractions: { enabled: true } },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  ttl: { AccessToken: 3600, RefreshToken: 86400, DeviceCode: 600 },
  cookies: { keys: ['k'] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
provider.on('grant.success', (ctx) => console.log(`grant ${ctx.oidc.params.grant_type}`));
provider.on('grant.revoked', () => console.log('revoked'));
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
