import './look/fonts.css';
import '$shared/look/values.css';
import '$shared/look/base.css';
import './look/phone.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { begin } from './state/app';

begin();
const place = document.getElementById('app')!;
place.replaceChildren();
mount(App, { target: place });
