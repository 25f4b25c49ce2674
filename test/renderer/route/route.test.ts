import { expect, it } from 'vitest';
import { fragmentOf, type Route, routeOf } from '../../../renderer/route/route.ts';

it('every route comes back from its address', () => {
  const routes: Route[] = [
    { view: 'new' },
    { view: 'conversation', id: 'cnv_0123456789' },
    { view: 'library' },
    { view: 'models' },
    { view: 'settings' },
  ];
  for (const route of routes) expect(routeOf(fragmentOf(route))).toEqual(route);
});

it('an address that leads nowhere leads to a new conversation', () => {
  for (const fragment of ['', '#', '#/', '#/c', '#/elsewhere', '#token=abc'])
    expect(routeOf(fragment)).toEqual({ view: 'new' });
});
