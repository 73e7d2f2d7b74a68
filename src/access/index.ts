/**
 * Who may come in and do what: brands with their settings, users, tokens with rights, and the session that a
 * token opens (access.md, soap.md 4). Other rooms get a Brand from here and ask no more; doors ask for a
 * session at each call. And what lets us in elsewhere: certificates and secrets that our own calls show.
 */
export { createAccess, type Access, type AccessOptions, type AccessSettings } from './access.ts';
export { DEFAULT_RIGHTS, requireRight, RIGHTS, type Right, type Session } from './session.ts';
export {
  brandById, brandByName, createBrand, listBrands, setBrand, type BrandChange, type BrandInput,
} from './brands.ts';
export { BRAND_DEFAULTS, BRAND_SETTINGS, brandSettingsSchema } from './brand-settings.ts';
export { allowBrand, createUser, listUsers, userByName, type ListedUser, type User } from './users.ts';
export {
  brandUser, createBrandUser, deactivateBrandUser, listBrandUsers, reactivateBrandUser, removeBrandUser, type BrandUser,
} from './brand-users.ts';
export { neighbourhood } from './network.ts';
export type { Page, PageWish } from './page.ts';
export { deactivateUser, deleteUser, reactivateUser, suspendIdleOwners, withdrawBrand } from './owners.ts';
export { createToken, revokeToken, type TokenInput, type TokenLimits } from './token/tokens.ts';
export { createBrandToken, revokeBrandToken, type BrandTokenInput } from './token/brand-tokens.ts';
export { listTokens, pageOfTokens, tokenActs, tokenById, type ListedToken, type TokenAct } from './token/list.ts';
export type { TokenState } from './token/state.ts';
export {
  createOauthClient, listOauthClients, oauthClient, removeOauthClient, type NewOauthClient, type OauthClient,
} from './oauth/clients.ts';
export {
  findCertificate, listCertificates, revokeCertificate, uploadCertificate, type Certificate, type NewCertificate,
} from './certificate/certificates.ts';
export {
  callCertificate, checkCallCertificate, issueCertificate, type CallCertificate,
} from './certificate/issue.ts';
export { KEY_TYPES, type KeyType } from './certificate/make-certificate.ts';
export { certificateSession } from './certificate/session.ts';
export { maintainCertificates } from './certificate/upkeep.ts';
export {
  checkSecrets, listSecrets, removeSecret, secretValues, setSecret, type BrandSecret,
} from './secret/secrets.ts';
export { SCOPES, type OauthScope } from './oauth/scopes.ts';
export { createOauth } from './oauth/server.ts';
export { maintainOauth } from './oauth/upkeep.ts';
export { maintainAccess } from './upkeep.ts';
