import './look/fonts.css';
import '$shared/look/values.css';
import '$shared/look/base.css';
import './look/phone.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { followDayAndNight, keepTheApp } from './state/page';
import { router } from './state/router.svelte';

followDayAndNight();
router.begin();
const place = document.getElementById('app')!;
place.replaceChildren();
mount(App, { target: place });
if (import.meta.env.PROD) void keepTheApp();
