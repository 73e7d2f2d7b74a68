/**
 * Holds processes whose connections are called `doomed N` in the middle of their transactions, once at each point at
 * which an object of a campaign, or a run, writes down how far it has come: at the end of what it does.
 */
import type { Store } from '../../src/db/index.ts';

/** Whoever waits here has told where it is by the name of its connection, which it has until its transaction ends. */
const TRIGGERS = `
  create table passed (point text primary key);
  create function hold_at(point text) returns void language plpgsql as $$ begin
    if current_setting('application_name') not like 'doomed%' then return; end if;
    if exists (select from passed p where p.point = hold_at.point) then return; end if;
    perform set_config('application_name', split_part(current_setting('application_name'), ':', 1) || ':' || point, true);
    perform pg_advisory_xact_lock_shared(4711);
  end $$;
  create function hold() returns trigger language plpgsql as $$ begin
    case tg_argv[0]
      when 'leave' then perform hold_at(new.object_id || ' leaves');
      when 'stay' then if new.note is distinct from old.note then perform hold_at(new.object_id || ' stays'); end if;
      when 'run' then
        if new.state = 'done' then perform hold_at('run ' || new.name || ' ends');
        elsif new.progress > 0 then perform hold_at('run ' || new.name || ' goes on');
        end if;
    end case;
    return new;
  end $$;
  create trigger hold before insert on campaign_way for each row execute function hold('leave');
  create trigger hold before update of note on campaign_place for each row when (new.note is not null) execute function hold('stay');
  create trigger hold before update on run for each row execute function hold('run')`;

/** Where a process waits: its number, and the point. */
export interface Waiting {
  readonly pid: number;
  readonly point: string;
}

export interface Holding {
  /** Who waits, by point. */
  waiting(): Promise<Waiting[]>;
  /** Nobody waits at these points any more: `number of the object leaves`, `number stays`, `run name ends`. */
  pass(points: readonly string[]): Promise<void>;
  /** How many connections a process has. */
  connections(pid: number): Promise<number>;
  end(): Promise<void>;
}

export async function holdAll(sql: Store): Promise<Holding> {
  await sql.raw(TRIGGERS);
  const holder = await sql.transaction();
  await holder.raw(`set local idle_in_transaction_session_timeout = 0`);
  await holder.raw('select pg_advisory_xact_lock(4711)');
  const backends = () => sql('pg_stat_activity').whereRaw('datname = current_database()');
  return {
    async waiting() {
      const names = await backends().where({ wait_event: 'advisory' }).whereLike('application_name', 'doomed %:%')
        .pluck<string[]>('application_name');
      return names.sort().map((name) => {
        const [, pid = '', point = ''] = /^doomed (\d+):(.*)$/.exec(name) ?? [];
        return { pid: Number(pid), point };
      });
    },
    async pass(points) {
      if (points.length > 0) await sql('passed').insert(points.map((point) => ({ point }))).onConflict().ignore();
    },
    connections: async (pid) => (await backends().whereRaw('application_name ~ ?', [`^doomed ${pid}(:|$)`]).select('pid')).length,
    end: () => holder.rollback().then(() => undefined),
  };
}
