export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Certificates in PEM. */
export interface TlsWish {
  /** What we show; with its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Who must have signed the server's, instead of the authorities that Node knows. */
  readonly ca?: string;
}

export interface HttpCall {
  readonly method: HttpMethod;
  /** http or https, without user and password. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly certificate?: TlsWish;
  /** Whether the body is meant for this server alone; a redirect that takes it to another one is refused. */
  readonly isConfidential?: boolean;
  /** Redirects followed at most; 0: a redirect is the answer. Default HTTP_OUT_REDIRECTS. */
  readonly redirects?: number;
  /** Milliseconds for all of it, redirects included; default HTTP_OUT_TIME. */
  readonly time?: number;
  /** Bytes of the answer's body, once inflated, that are wanted; default HTTP_OUT_BYTES. */
  readonly bytes?: number;
  /** Ends the call with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  /** Any, also 4xx and 5xx: what they mean is for the caller to say. */
  readonly status: number;
  /** By lower-case name; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Inflated. */
  readonly body: Buffer;
  /** There was more, which was not taken. */
  readonly isCut: boolean;
}
