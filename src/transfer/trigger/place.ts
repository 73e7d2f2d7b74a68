/** Folders below the base of a trigger; a file goes through them (imports-exports.md 4). */
export const STATIONS = ['Upload', 'Active', 'Done', 'Failed'] as const;
type Station = (typeof STATIONS)[number];

/** A base folder at a location, with all triggers that look there. */
export interface Place {
  readonly locationId: string;
  /** '' for the start folder of the location. */
  readonly folder: string;
}

/** `csv upload/shop/Upload`. */
export function stationOf(folder: string, station: Station): string {
  return folder === '' ? station : `${folder}/${station}`;
}

/** `csv upload/shop/Upload/orders.csv`. */
export function fileIn(folder: string, station: Station, name: string): string {
  return `${stationOf(folder, station)}/${name}`;
}
