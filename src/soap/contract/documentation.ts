/** The `wsdl:documentation` texts of our WSDL; the soap package's model drops them. */
interface Documentation {
  readonly contract: string;
  readonly operations: ReadonlyMap<string, string>;
}

const OF_OPERATION = /<wsdl:operation name="([^"]+)">\s*<wsdl:documentation>([^<]*)</g;
const OF_CONTRACT = /<wsdl:definitions[^>]*>\s*<wsdl:documentation>([^<]*)</;

/** Reads the texts of the document and of each operation, each as one line without mark-up. */
export function readDocumentation(wsdl: string): Documentation {
  const operations = [...wsdl.matchAll(OF_OPERATION)].map(([, name = '', text]) => [name, plain(text)] as const);
  return { contract: plain(OF_CONTRACT.exec(wsdl)?.[1]), operations: new Map(operations) };
}

/** Texts are wrapped in the file, so line breaks mean nothing; of entities it uses only these three. */
function plain(text = ''): string {
  return text.trim().replace(/\s+/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
