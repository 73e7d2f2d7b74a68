/** What the access tokens of OAuth clients can open (webhook.md 2.1). */
export const SCOPES = ['apps.webhook:execute', 'analytics.events:read', 'offline_access'] as const;
export type OauthScope = (typeof SCOPES)[number];

/** Starts the `app` of each token that a client was given: `oauth 12 apps.webhook:execute`. */
export function appOfClient(clientNumber: string, scopes: readonly string[]): string {
  return ['oauth', clientNumber, ...scopes].join(' ');
}

/** Whether a token of this app may be used for a scope. */
export function allowsScope(app: string, scope: OauthScope): boolean {
  const [kind, , ...scopes] = app.split(' ');
  return kind === 'oauth' && scopes.includes(scope);
}
