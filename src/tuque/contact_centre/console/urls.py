"""The addresses of the console, under those of the room."""

from django.urls import URLPattern, path

from tuque.contact_centre.console import floor_views, orienting, panels, screen_views, talk_views, tool_views, views

patterns: list[URLPattern] = [
    path("line/console", views.console, name="console"),
    path("line/console/alive", views.alive, name="alive"),
    path("line/console/begin", views.begin, name="begin-shift"),
    path("line/console/end", views.end, name="end-shift"),
    path("line/console/word", views.leave_word, name="leave-word"),
    path("line/console/pause", views.pause, name="pause"),
    path("line/console/next", talk_views.take_next, name="take-next"),
    path("line/console/offers/<slug:offer>", talk_views.answer_offer, name="answer-offer"),
    path("line/conversations/<uuid:conversation_id>", talk_views.talk, name="talk"),
    path("line/conversations/<uuid:conversation_id>/said", talk_views.said, name="said"),
    path("line/conversations/<uuid:conversation_id>/messages", talk_views.say, name="say"),
    path("line/conversations/<uuid:conversation_id>/read", talk_views.read, name="read"),
    path("line/conversations/<uuid:conversation_id>/risk", talk_views.risk, name="risk"),
    path("line/conversations/<uuid:conversation_id>/attempt", talk_views.attempt, name="attempt"),
    path("line/conversations/<uuid:conversation_id>/hand-over", talk_views.hand_over, name="hand-over"),
    path("line/conversations/<uuid:conversation_id>/end", talk_views.end, name="end-talk"),
    path("line/conversations/<uuid:conversation_id>/record", panels.record, name="record"),
    path("line/conversations/<uuid:conversation_id>/tools", panels.tools, name="tools"),
    path("line/conversations/<uuid:conversation_id>/plan", panels.plan, name="plan"),
    path("line/conversations/<uuid:conversation_id>/screens", screen_views.screens_list, name="screens"),
    path("line/conversations/<uuid:conversation_id>/screens/<slug:code>", screen_views.screen, name="screen"),
    path("line/conversations/<uuid:conversation_id>/colleagues", panels.colleagues, name="colleagues"),
    path("line/conversations/<uuid:conversation_id>/ask", panels.ask, name="ask"),
    path("line/conversations/<uuid:conversation_id>/earlier", panels.before, name="earlier"),
    path("line/conversations/<uuid:conversation_id>/inquiry", orienting.of_conversation, name="conversation-inquiry"),
    path("line/conversations/<uuid:conversation_id>/services", orienting.search, name="conversation-services"),
    path("line/conversations/<uuid:conversation_id>/services/send", orienting.send, name="send-service"),
    path("line/asks/<uuid:ask_id>", talk_views.come, name="come"),
    path("line/floor", floor_views.floor_page, name="floor"),
    path("line/wall", floor_views.wall_page, name="wall"),
    path("line/conversations/<uuid:conversation_id>/beside", floor_views.beside, name="beside"),
    path("line/practice", views.practice_page, name="practice"),
    path("line/practice/begin", views.begin_practice, name="begin-practice"),
    path("line/toolbox", tool_views.toolbox_page, name="toolbox"),
    path("line/toolbox/<slug:kind>", tool_views.save, name="save-tool"),
]
