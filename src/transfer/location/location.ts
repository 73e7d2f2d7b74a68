export const LOCATION_KINDS = ['folder', 'sftp'] as const;
export type LocationKind = (typeof LOCATION_KINDS)[number];

/** What opens an SFTP server; never given out again. */
export type LocationSecret =
  | { readonly password: string }
  /** PEM or OpenSSH form. */
  | { readonly privateKey: string; readonly passphrase?: string | undefined };

/** A place of files, as it may be shown. */
export interface Location {
  readonly id: string;
  readonly name: string;
  readonly kind: LocationKind;
  /** Start folder: below the brand's own, or on the server; '' is where the brand or the server begins. */
  readonly path: string;
  /** Of an SFTP server; null for a folder. */
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly secretKind: 'password' | 'key' | null;
  /** `SHA256:...` as ssh-keygen -l shows it; null: nobody has trusted one yet. */
  readonly hostKey: string | null;
  /** In the zone of the brand. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly modifiedAt: string;
  readonly modifiedBy: string;
}

/** What people say of a location. Absent in a change: it stays. */
export interface LocationInput {
  readonly name: string;
  readonly kind: LocationKind;
  readonly path?: string | undefined;
  readonly host?: string | undefined;
  /** Default 22. */
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly secret?: LocationSecret | undefined;
  readonly hostKey?: string | null | undefined;
}

/** The kind stays what it is. */
export type LocationChange = Omit<LocationInput, 'kind' | 'name'> & { readonly name?: string | undefined };
