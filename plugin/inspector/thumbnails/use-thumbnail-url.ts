import { useEffect, useRef, useState } from 'react';
import type { LoadThumbnail, Thumbnails } from './thumbnails.ts';

/** Address of an image that is loaded first, once it is there. Without a key nothing is loaded. */
export function useThumbnailUrl(
  thumbnails: Thumbnails,
  key: string | undefined,
  load: LoadThumbnail,
): string | undefined {
  const [url, setUrl] = useState<string>();
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === undefined) return undefined;
    let isGone = false;
    void thumbnails
      .find(key, () => latest.current())
      .then((found) => {
        if (!isGone) setUrl(found);
      });
    return () => {
      isGone = true;
    };
  }, [thumbnails, key]);
  return url;
}
