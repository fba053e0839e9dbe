import { DEFAULT_FIT_PLAN, type FitPlan } from '../../budget/fit-plan.ts';
import type { LintFinding, MasterFacts } from '../../budget/master-facts.ts';
import { asImageTo3DError, ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { FitSession } from '../../fit/contract.ts';
import { defaultPlan } from '../../fit/fit-within.ts';
import type { Generation } from '../../generation/generation.ts';
import {
  type AssetVersion,
  type FittingSnapshot,
  type GeneratedAssetSnapshot,
  shownVersion,
} from '../contract.ts';
import { refuseGone } from '../refuse-gone.ts';
import { createSessionSlot, type SessionSlot } from './fit-session.ts';

/** The state of the fit of the shown version, besides its session. */
interface Known {
  readonly versionId: string | undefined;
  readonly facts: MasterFacts | undefined;
  readonly findings: readonly LintFinding[] | undefined;
  readonly plan: FitPlan;
  readonly isOpening: boolean;
  /** Progress of the current fit. */
  readonly progress: Pick<FittingSnapshot, 'stage' | 'fraction'> | undefined;
  readonly previewTriangles: number | undefined;
  readonly error: ImageTo3DError | undefined;
}

interface FitStateOptions {
  readonly generation: Generation;
  readonly getName: () => string;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  /** Called when reading the shown version's master begins. */
  readonly onOpening: () => void;
}

/** The fitting snapshot of an asset, and the session behind it. */
export interface FitState {
  readonly known: Known;
  publish(changes?: Partial<Omit<Known, 'versionId'>>): void;
  /** Throws `validation` while there is none and for a removed asset, `aborted` after the asset was disposed. */
  shownVersion(): AssetVersion;
  /** The current state of a version in the list. */
  present(version: AssetVersion): AssetVersion;
  /** Opens a version's master; for the shown version, publishes its facts and findings. */
  openSession(version: AssetVersion): Promise<FitSession>;
  /** For a version that is not shown: leaves the session of the shown one as it is. */
  readonly withSession: SessionSlot['with'];
  closeSession(): void;
  /** Call it when a version is shown. True when it is another one than before. */
  follow(version: AssetVersion): boolean;
}

export const CLOSED_FITTING: FittingSnapshot = { phase: 'closed', plan: DEFAULT_FIT_PLAN };

const planOf = ({ fit }: AssetVersion, facts: MasterFacts | undefined): FitPlan =>
  fit?.plan ?? (facts ? defaultPlan(facts) : DEFAULT_FIT_PLAN);

export function createFitState(options: FitStateOptions): FitState {
  const { generation, getName, getSnapshot, update, onOpening } = options;
  const slot = createSessionSlot(generation.fitEngineAsync);
  let known: Known = {
    versionId: undefined,
    facts: undefined,
    findings: undefined,
    plan: DEFAULT_FIT_PLAN,
    isOpening: false,
    progress: undefined,
    previewTriangles: undefined,
    error: undefined,
  };

  const phase = (): FittingSnapshot['phase'] => {
    if (known.progress) return 'fitting';
    if (known.isOpening) return 'opening';
    if (known.previewTriangles !== undefined) return 'previewing';
    return known.versionId !== undefined && slot.isOpen(known.versionId) ? 'idle' : 'closed';
  };
  const publish = (changes: Partial<Known> = {}) => {
    known = { ...known, ...changes };
    if (getSnapshot().isDisposed) return;
    const { facts, findings, plan, progress, previewTriangles, error } = known;
    update({
      fitting: {
        phase: phase(),
        plan,
        ...omitUndefined({ facts, findings }),
        ...progress,
        ...omitUndefined({ previewTriangles, error }),
      },
    });
  };
  const present = (version: AssetVersion) =>
    getSnapshot().versions.find(({ id }) => id === version.id) ?? version;
  const resetFor = (version: AssetVersion) => {
    const { id: versionId } = version;
    const plan = planOf(version, undefined);
    known = { ...known, versionId, facts: undefined, findings: undefined, plan, error: undefined };
  };

  return {
    get known() {
      return known;
    },
    publish,
    present,

    shownVersion() {
      refuseGone(getSnapshot());
      const version = shownVersion(getSnapshot());
      if (!version)
        throw new ImageTo3DError(
          'validation',
          `"${getName()}" has no finished version yet: nothing can be fitted.`,
        );
      return version;
    },

    async openSession(version) {
      const isNew = !slot.isOpen(version.id);
      const opened = slot.open(version);
      if (!isNew || version.id !== getSnapshot().shownVersionId) return opened;
      if (known.versionId !== version.id) resetFor(version);
      publish({ isOpening: true });
      onOpening();
      try {
        const session = await opened;
        if (!slot.isOpen(version.id)) return session;
        const { facts } = session;
        publish({ isOpening: false, facts, plan: planOf(present(version), facts) });
        session.lintAsync().then(
          (findings) => slot.isOpen(version.id) && publish({ findings }),
          () => {},
        );
        return session;
      } catch (thrown) {
        publish({ isOpening: false });
        throw asImageTo3DError(thrown);
      }
    },

    withSession: slot.with,

    closeSession() {
      slot.close();
      publish({ isOpening: false });
    },

    follow(version) {
      if (known.versionId === version.id) {
        publish({ plan: planOf(version, known.facts) });
        return false;
      }
      slot.close();
      resetFor(version);
      publish({ isOpening: false });
      return true;
    },
  };
}
