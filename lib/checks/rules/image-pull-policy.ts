import { imageReference, isFixedTag } from '../../core/image.ts';
import { builtIn } from '../built-in.ts';
import { textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** `Never` is left alone: it says that the image is put on the nodes by hand. */
export const imagePullPolicy: Rule = builtIn({
  name: 'image-pull-policy',
  summary:
    'Tags that may move, such as `dev` or `7`, without imagePullPolicy Always: each node runs what it pulled first.',
  kinds: podKinds,
  check(object, _all, report) {
    for (const { fields, path } of podOf(object)?.containers ?? []) {
      const parts = imageReference(textOf(fields.image) ?? '');
      // without tag or with latest the default is Always
      if (parts?.tag === undefined || parts.digest !== undefined || isFixedTag(parts.tag)) continue;
      const policy = fields.imagePullPolicy ?? (parts.tag === 'latest' ? 'Always' : undefined);
      if (policy === 'Always' || policy === 'Never') continue;
      const expected = `"Always", for the tag "${parts.tag}" may be moved`;
      report(problem(`${path}.imagePullPolicy`, policy, expected, 'state it, or name a full version or a digest'));
    }
  },
});
