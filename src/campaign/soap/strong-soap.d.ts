/** What we use of strong-soap, which brings no types of its own. */
declare module 'strong-soap' {
  import type { IncomingMessage } from 'node:http';

  /** An operation as it hangs on a client; `result` is what the wrapper of the answer holds. */
  export type StrongOperation = (
    args: object,
    done: (error: StrongFault | null, result: unknown, envelope: string, header: unknown) => void,
  ) => void;

  export interface StrongFault extends Error {
    readonly body?: string;
    readonly response?: IncomingMessage;
  }

  export interface StrongClient {
    describe(): Record<string, Record<string, object>>;
    setEndpoint(url: string): void;
    readonly [operation: string]: StrongOperation | unknown;
  }

  export const soap: {
    createClient(
      wsdl: string, options: object, done: (error: Error | null, client: StrongClient) => void,
    ): void;
  };
}
